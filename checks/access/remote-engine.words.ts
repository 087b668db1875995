import type { Remote, Ssh, Tls } from './remote-engine.codes.ts';

/** What each failure of ssh comes from, and what to do. docker starts ssh without a terminal, so nothing can be asked. */
const SSH: Readonly<Record<Ssh['reason'], readonly [cause: string, remedy: (ssh: Ssh) => string]>> = {
  'key-refused': [
    'The other side takes none of the keys that this session offers. docker gives ssh no terminal, so it cannot ask for a password or a passphrase.',
    ({ destination }) =>
      `Load the key (ssh-add), or have it added to authorized_keys there; ssh ${destination} true must work without a question.`,
  ],
  'host-key-unknown': [
    'This user has never accepted the key of that host, and docker gives ssh no terminal to ask on.',
    ({ destination, hostName }) =>
      `Compare the fingerprint with the host's own (ssh-keyscan ${hostName} | ssh-keygen -lf - shows it), then accept it once with ssh ${destination} true. Never switch the check off.`,
  ],
  'host-key-changed': [
    'That host shows another key than the one known here: it was made anew, or somebody stands in between.',
    ({ hostName }) =>
      `Ask its administrator for the new fingerprint. Only if it is right, take the old key away (ssh-keygen -R ${hostName}) and accept the new one.`,
  ],
  'host-unknown': [
    'The name of the host is not known to the resolver of this machine, and is no alias in ~/.ssh/config.',
    () => 'Correct the name in the context or in DOCKER_HOST, or define it in ~/.ssh/config.',
  ],
  refused: [
    'The host is there, but no ssh server listens on that port.',
    () => 'Start sshd there, or name its port (ssh://user@host:port).',
  ],
  'no-way': [
    'The host does not answer: it is off, or a firewall or a missing VPN stands in between.',
    () => 'Bring the host or the VPN up, and look again.',
  ],
  closed: [
    'The other side hung up before any key was asked for. Often its limit of waiting connections (MaxStartups) is reached, because each docker command opens one of its own.',
    () =>
      'Let ssh share one connection (ControlMaster auto, ControlPath and ControlPersist in ~/.ssh/config), and look into the log of sshd there.',
  ],
  'own-files': [
    "ssh refuses this user's own files: their owner or mode, or a line in the configuration.",
    () =>
      'Correct the file that the message names; ~/.ssh and what is in it belong to the user alone (700 and 600).',
  ],
  'no-ssh': [
    'docker uses the program ssh of this host, and there is none in PATH.',
    () => 'Install the ssh client (package openssh-client or openssh-clients).',
  ],
  other: [
    'ssh ended before anything could be asked of docker there.',
    ({ destination }) => `Find out why with ssh -v ${destination} true.`,
  ],
};

export const sshCause = ({ reason }: Ssh): string => SSH[reason][0];
export const sshRemedy = (ssh: Ssh): string => SSH[ssh.reason][1](ssh);

const REMOTE: Readonly<
  Record<Remote['reason'], readonly [cause: string, remedy: (remote: Remote) => string]>
> = {
  denied: [
    'The user there may not open the socket of the engine.',
    ({ destination }) =>
      `Have the user of ${destination} added to group docker there (which equals root), or use a rootless engine of that user. Do not log in as root for it.`,
  ],
  down: [
    'The engine there does not run, or listens at another socket than the one that docker takes there.',
    ({ destination }) => `Start the engine there; dockmedic on ${destination} tells what keeps it.`,
  ],
  'no-docker': [
    'There is no docker in the PATH of a session without a terminal, which reads fewer start files than a login.',
    ({ destination }) =>
      `Install the docker client there, or put it into a directory that ssh ${destination} 'echo $PATH' shows.`,
  ],
  'too-old': [
    'The docker client there is older than 18.09 and does not know the command that ssh connections need.',
    () => 'Upgrade the docker client there.',
  ],
};

export const remoteCause = ({ reason }: Remote): string => REMOTE[reason][0];
export const remoteRemedy = (remote: Remote): string => REMOTE[remote.reason][1](remote);

export const tlsMessage = (tls: Tls): string => {
  const { endpoint, path = 'the certificate of this client', detail } = tls;
  switch (tls.reason) {
    case 'engine-expired':
      return `The certificate of the engine at ${endpoint} has expired.`;
    case 'authority-expired':
      return `The authority in ${path}, which is to vouch for the engine at ${endpoint}, has expired.`;
    case 'not-yet-valid':
      return `The certificate of the engine at ${endpoint} is not valid yet.`;
    case 'wrong-name':
      return `The certificate of the engine at ${endpoint} is for other names: ${detail}`;
    case 'wrong-authority':
      return `The certificate of the engine at ${endpoint} does not come from the authority that this client trusts: ${detail}.`;
    case 'client-expired':
      return `The engine at ${endpoint} refuses this client, whose certificate ${path} has expired.`;
    case 'client-refused':
      return `The engine at ${endpoint} refuses the certificate of this client, ${path}.`;
    case 'client-missing':
      return `The engine at ${endpoint} asks for a certificate of this client, and there is none.`;
    default: // the catalogue, which knows no reason
      return `TLS with the engine at ${endpoint} fails over a certificate: ${detail}`;
  }
};

const CAUSES: Readonly<Record<Tls['reason'], string>> = {
  'engine-expired': 'Nobody made it anew in time.',
  'authority-expired': 'Nobody made it anew in time; what it has signed ends with it.',
  'not-yet-valid': 'It was made a moment ago, or on a host whose clock is ahead.',
  'wrong-name': 'It was issued before the host had this name or address, or for another host.',
  'wrong-authority':
    'ca.pem belongs to another engine, or the engine got new certificates from a new authority.',
  'client-expired': 'Nobody made it anew in time.',
  'client-refused': 'It comes from another authority than the one that the engine was told to trust.',
  'client-missing': 'The engine verifies its clients, and cert.pem and key.pem are not beside ca.pem.',
};

export const tlsCause = ({ reason, clock }: Tls): string =>
  clock === undefined
    ? CAUSES[reason]
    : `The clock of this host is ${clock} the engine's, so it may well be the clock and not the certificate.`;

export const tlsRemedy = ({ reason, clock, path }: Tls): string => {
  if (clock !== undefined)
    return 'Set both clocks right first (timedatectl shows whether the time is synchronised), and look again.';
  switch (reason) {
    case 'engine-expired':
    case 'not-yet-valid':
      return 'Have the certificate of the engine issued anew, and restart the engine. Never switch the verification off.';
    case 'authority-expired':
      return 'Make a new authority, and with it new certificates for the engine and all clients. Never switch the verification off.';
    case 'wrong-name':
      return 'Name the engine as its certificate does, or have one issued with this name or address among its subjectAltName. Never switch the verification off.';
    case 'wrong-authority':
      return 'Get the ca.pem of this very engine from its administrator, and name its directory in DOCKER_CERT_PATH or in the context.';
    case 'client-expired':
    case 'client-refused':
      return `Have the certificate of this client issued anew by the engine's authority${path === undefined ? '' : `, and put it at ${path}`}.`;
    case 'client-missing':
      return 'Get cert.pem and key.pem for this client, and put them beside ca.pem.';
  }
};
