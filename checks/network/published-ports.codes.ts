import { code } from '#core/finding';

/** The sentences of `network/published-ports`. */
export const publishedPortsCodes = {
  'port-in-use-host': code<{
    readonly container: string;
    readonly where: string;
    readonly port: number;
    readonly program: string | undefined;
    readonly uid: number;
  }>({
    severity: 'warning',
    message: ({ container, where, program, uid }) =>
      `The container ${container} did not start: ${where} is taken by ${program ?? `a program of user ${uid}`} on this host.`,
    cause: () =>
      'A program outside of containers, often a web server or database that a package started, listens on the port that the container is to publish.',
    consequence: ({ container }) => `${container} cannot start, and what answers on that port is not it.`,
    remedy: ({ port, program }) =>
      `${program === undefined ? `See who it is (sudo ss -ltnup 'sport = :${port}'), then publish` : 'Publish'} the container on another port (HOST_PORT:CONTAINER_PORT), or stop that program's service if nobody needs it.`,
  }),
  'port-allocated-container': code<{
    readonly container: string;
    readonly where: string;
    readonly holder: string | undefined;
    readonly port: number;
    readonly client: string;
  }>({
    severity: 'warning',
    message: ({ container, where, holder }) =>
      holder === undefined
        ? `The container ${container} did not start: the engine holds ${where} as given away, although no running container publishes it.`
        : `The container ${container} did not start: ${where} is published by the container ${holder}.`,
    cause: ({ holder }) =>
      holder === undefined
        ? 'A helper of a container that is gone (docker-proxy) was left behind when the engine or the container ended abruptly.'
        : 'Two containers, often of two Compose projects or an older copy of the same one, want the same port.',
    consequence: ({ container }) => `${container} cannot start.`,
    remedy: ({ holder, port, client }) =>
      holder === undefined
        ? `See who listens there: sudo ss -ltnup 'sport = :${port}'. If it is docker-proxy, restart the engine.`
        : `Stop the other one (${client} stop ${holder}), or publish one of the two on another port.`,
  }),
  'rootless-low-port': code<{
    readonly container: string;
    readonly port: number;
    readonly from: number;
    readonly engine: 'docker' | 'podman';
  }>({
    severity: 'warning',
    message: ({ container, port, from }) =>
      `The container ${container} did not start: it is to publish port ${port}, and ports below ${from} are kept for root.`,
    cause: () =>
      'The engine runs without root, and the kernel lets ordinary users listen on higher ports alone (net.ipv4.ip_unprivileged_port_start).',
    consequence: ({ container }) => `${container} cannot start.`,
    remedy: ({ port, engine }) =>
      `Publish a higher port (8080:80). Or open the lower ones to all users of this host: echo net.ipv4.ip_unprivileged_port_start=${port} | sudo tee /etc/sysctl.d/90-low-ports.conf && sudo sysctl --system${engine === 'docker' ? ', then restart the engine (systemctl --user restart docker)' : ''}.`,
    docs: 'https://docs.docker.com/engine/security/rootless/tips/',
  }),
  'port-bind-address-absent': code<{
    readonly container: string;
    readonly where: string;
    readonly address: string;
  }>({
    severity: 'warning',
    message: ({ container, where, address }) =>
      `The container ${container} did not start: it is to publish ${where}, and this host does not have the address ${address}.`,
    cause: () =>
      'The address of the host has changed (DHCP, another machine), belongs to a VPN that is down, or was mistyped.',
    consequence: ({ container }) => `${container} cannot start ("cannot assign requested address").`,
    remedy: () =>
      'See the addresses with ip address, and publish the port on one that is there, on 127.0.0.1 for this host alone, or on all of them by leaving the address out.',
  }),
  'net-listens-on-localhost': code<{
    readonly container: string;
    readonly port: number;
    readonly publicPort: number;
  }>({
    severity: 'warning',
    message: ({ container, port, publicPort }) =>
      `Port ${publicPort} leads to port ${port} of the container ${container}, where the program listens on 127.0.0.1 alone.`,
    cause: () =>
      "127.0.0.1 inside a container is the container itself: what comes through a published port arrives at the container's other address.",
    consequence: ({ publicPort }) =>
      `Every connection to port ${publicPort} is reset at once ("connection reset by peer", "empty reply from server").`,
    remedy: () =>
      'Have the program listen on 0.0.0.0, by its own setting (--host 0.0.0.0, bind = 0.0.0.0). To keep it from other machines, publish it as 127.0.0.1:HOST_PORT:CONTAINER_PORT.',
  }),
};
