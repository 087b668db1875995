import { defineFix } from '#core/fix';

interface PodmanSocket {
  readonly manager: 'systemd' | 'systemd-user';
}

const UNIT = 'podman.socket';

export const enablePodmanSocket = defineFix<PodmanSocket>({
  id: 'enable-podman-socket',
  title: "Switch on the socket of Podman's API",
  risk: 'safe',
  about:
    "Starts podman.socket and enables it for later logins or boots: the user's own, or root's where root's socket was chosen. It opens no TCP port.",
  plan: ({ manager }) => ({
    steps: [
      { kind: 'service', unit: UNIT, action: 'enable', manager, why: `${UNIT} would be off again later` },
      {
        kind: 'service',
        unit: UNIT,
        action: 'start',
        manager,
        why: `${UNIT} makes the socket that was chosen`,
      },
    ],
    notes:
      manager === 'systemd-user'
        ? ['It lasts as long as a login of the user: loginctl enable-linger keeps it beyond.']
        : [],
  }),
});
