import type { AuthFile } from '../../../contract/auth-file.ts';
import type { SignInProvider } from '../../../contract/sign-in.ts';
import { isOver } from '../../../contract/sign-in-flow.ts';
import { accountProvider } from '../../../providers/auth-file-kinds.ts';
import type { LoginWish } from '../../../session/ports.ts';
import type { ConsoleState } from '../../../store/state.ts';
import type { Console } from '../../act.ts';
import { Menu } from '../../components/dialogs/menu.tsx';
import { Report } from '../../components/dialogs/report.tsx';
import { LoginBox } from './login-box.tsx';
import { accountOf, providerOf } from './session-texts.ts';
import { words } from './words.ts';

/** Is a login in progress that waits for the person? */
export const isWaiting = ({ login }: Pick<ConsoleState, 'login'>): boolean =>
  login !== undefined && !isOver(login.flow);

const show = (console: Console) => console.open(<LoginBox />, { waits: true });

function start(console: Console, wish: LoginWish) {
  show(console);
  return console.session.logins.start(wish);
}

/** The login in progress, else the choice of a provider. */
export async function logIn(console: Console) {
  if (isWaiting(console.at().console)) return show(console);
  const { login } = words();
  const offered = await console.session.logins.providers();
  if (!offered.ok) return console.say('warning', offered.message);
  if (offered.value.length === 0) return console.say('warning', login.nowhere);
  openMenu(console, offered.value);
}

/** A new login for a session that is there; its provider is known. */
export async function logInAgain(console: Console, file: AuthFile) {
  if (isWaiting(console.at().console)) return show(console);
  const { login } = words();
  const offered = await console.session.logins.providers();
  if (!offered.ok) return console.say('warning', offered.message);
  const provider = providerOf(file);
  const ids = accountProvider(provider)?.oauth?.words;
  const same = offered.value.filter(({ id }) => ids?.includes(id));
  const [only] = same.filter(({ missing }) => missing === undefined);
  if (only) {
    const title = login.titleAgain(only.title, accountOf(file));
    return start(console, { provider: only.id, title, again: file.name });
  }
  if (same.length === 0) return console.say('warning', login.noLogin(provider));
  openMenu(console, same);
}

function openMenu(console: Console, offered: readonly SignInProvider[]) {
  const { login } = words();
  const missing = offered.filter((provider) => provider.missing !== undefined);
  const none = missing.length === offered.length;
  const notes = none ? [login.noClients] : missing.length > 0 ? [login.someMissing] : [];
  const items = offered.map(({ id, title, flow, missing: why }) => ({
    title,
    hint: why === undefined ? (flow === 'device' ? login.device : login.browser) : login.unavailable,
    run() {
      if (why === undefined) return start(console, { provider: id, title });
      const back = () => openMenu(console, offered);
      return console.open(<Report title={login.title(title)} lines={[why]} onClose={back} />);
    },
  }));
  const upload = {
    key: 'i',
    title: login.uploadInstead,
    hint: login.uploadHint,
    run: () => console.perform('upload-auth-file'),
  };
  console.open(
    <Menu title={login.menu} notes={notes} items={missing.length > 0 ? [...items, upload] : items} />,
  );
}
