import { providers } from '../index.ts';

/** Whether keys of this provider can be tested. @param id of its record */
export const canCheck = (id: string): boolean => checkOf(id) !== undefined;

/** What a check may cost, to be asked about before; undefined: nothing. @param id of the provider's record */
export const checkCost = (id: string): string | undefined => checkOf(id)?.cost;

const checkOf = (id: string) => providers.find((provider) => provider.id === id)?.check;
