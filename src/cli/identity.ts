import { userInfo } from 'node:os';
import type { Identity, Settings } from '#core/host';

/** The parts of `process` that tell who runs us. */
export interface ProcessIdentity {
  readonly env: Readonly<Record<string, string | undefined>>;
  cwd(): string;
  getuid?(): number;
  getgid?(): number;
  getgroups?(): number[];
}

// What container tools read, and nothing else: values that are not here cannot leak.
const ALLOWED =
  /^(?:PATH|HOME|USER|LOGNAME|SHELL|TERM|LANG|LC_[A-Z]+|TZ|CI|KUBERNETES_SERVICE_HOST|WSL_DISTRO_NAME|SUDO_USER|SUDO_UID|DBUS_SESSION_BUS_ADDRESS|SSH_AUTH_SOCK|DOCKER_(?:HOST|CONTEXT|CONFIG|CERT_PATH|TLS|TLS_VERIFY|API_VERSION|TLS_CERTDIR|BUILDKIT|DEFAULT_PLATFORM)|BUILDX_(?:BUILDER|CONFIG)|CONTAINER_HOST|CONTAINERS_CONF|XDG_[A-Z_]+|(?:HTTPS?|NO|ALL|https?|no|all)_(?:PROXY|proxy))$/;

// Where credential helpers find their stores: without these one would fail for dockmedic that works for its user.
const FOR_HELPERS =
  /^(?:PASSWORD_STORE_DIR|GNUPGHOME|GPG_TTY|DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|WSL_INTEROP|CLOUDSDK_CONFIG|AZURE_CONFIG_DIR|AWS_(?:PROFILE|CONFIG_FILE|SHARED_CREDENTIALS_FILE|REGION|DEFAULT_REGION))$/;

export const readIdentity = (
  process: ProcessIdentity,
  engineFlags: Identity['engineFlags'],
  settings: Settings,
): Identity => {
  const environment = Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value !== undefined && (ALLOWED.test(name) || FOR_HELPERS.test(name)) ? [[name, value]] : [],
    ),
  );
  const account = accountOf();
  const home = environment['HOME'] || account?.homedir;
  return {
    uid: process.getuid?.() ?? -1,
    gid: process.getgid?.() ?? -1,
    groups: process.getgroups?.() ?? [],
    userName: account?.username ?? environment['USER'],
    home: home === undefined || home === '' ? undefined : home,
    workingDirectory: workingDirectory(process),
    environment,
    engineFlags,
    settings,
  };
};

/** Throws for a uid without an account, as in many containers. */
const accountOf = (): { readonly username: string; readonly homedir: string } | undefined => {
  try {
    return userInfo();
  } catch {
    return undefined;
  }
};

/** Throws when the directory has been removed. */
const workingDirectory = (process: ProcessIdentity): string => {
  try {
    return process.cwd();
  } catch {
    return '/';
  }
};
