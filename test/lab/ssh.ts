/** A command in a session of sshd, as a person has it who logs in from another machine: `overSsh(user)` before its words. */
export const overSsh = (user: string): readonly string[] => [
  'bash',
  '-euc',
  `${KEY}${SESSION}`,
  'bash',
  user,
];

/** Opens a connection that later sessions of this user go through, with the groups of this moment. */
export const openSsh = (user: string): readonly string[] => ['bash', '-euc', `${KEY}${OPEN}`, 'bash', user];

// A key of this host alone; the host's network leads nowhere, so it is reached from inside.
const KEY = `
  user=$1 key=/root/.ssh/lab; shift
  [ -e $key ] || { mkdir -p -m 700 /root/.ssh; ssh-keygen -q -t ed25519 -N '' -f $key; }
  home=$(getent passwd "$user" | cut -d: -f6)
  if ! [ -e "$home/.ssh/authorized_keys" ]; then
    install -d -m 700 -o "$user" -g "$user" "$home/.ssh"
    install -m 600 -o "$user" -g "$user" $key.pub "$home/.ssh/authorized_keys"
  fi
  connect() {
    ssh -i $key -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR \\
      -o ControlPath=/run/lab-ssh-%r -l "$user" "$@"
  }`;

const SESSION = `
  words=$(printf '%q ' "$@")
  connect 127.0.0.1 "exec bash -lc $(printf %q "$words")"`;

const OPEN = `
  connect -o ControlMaster=yes -o ControlPersist=600 -f -N 127.0.0.1 </dev/null >/dev/null 2>&1
  connect 127.0.0.1 true # sshd takes the groups after it has let the client in: once a session works, they are fixed`;
