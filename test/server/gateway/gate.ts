export interface Gate {
  readonly opened: Promise<void>;
  open(): void;
}

/** For something that has to wait until the test says so. */
export function gate(): Gate {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
