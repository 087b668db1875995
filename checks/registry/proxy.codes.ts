import { code } from '#core/finding';

/** The sentences of `registry/proxy`. */
export const proxyCodes = {
  'proxy-daemon-unset': code<{
    readonly origins: readonly string[];
    readonly proxy: string;
    readonly detail: string;
  }>({
    severity: 'warning',
    message: ({ origins, proxy, detail }) =>
      `This session uses the proxy ${proxy} (${origins.join(', ')}), the engine uses none, and without one Docker Hub is not reached (${detail}).`,
    cause: () =>
      'Images are pulled by the engine, which does not see the environment of a session; config.json sets proxies inside containers only.',
    consequence: () =>
      'docker pull and FROM end with "context deadline exceeded" or "i/o timeout", while curl on this host works.',
    remedy: ({ origins }) =>
      `Tell the engine: ${origins.map((name) => `Environment="${name}=…"`).join(' and ')} and NO_PROXY in /etc/systemd/system/docker.service.d/http-proxy.conf, then systemctl daemon-reload and a restart of docker. Everybody on this host can read that file: no password belongs there.`,
    docs: 'https://docs.docker.com/engine/daemon/proxy/',
  }),
  'proxy-stale': code<{
    readonly origins: readonly string[];
    readonly proxy: string;
    readonly detail: string;
  }>({
    severity: 'error',
    message: ({ proxy, detail }) =>
      `The engine pulls through the proxy ${proxy}, which takes no connection (${detail}).`,
    cause: () =>
      'The proxy was stopped or has moved (a VPN client, cntlm, another network), and the engine still has its address.',
    consequence: () => 'docker pull, push and login end with "proxyconnect tcp: …".',
    leadsTo: ['reg-unreachable'],
    remedy: ({ origins }) =>
      `Start that proxy, or correct ${origins.join(' and ')} where the engine has it from ("proxies" in daemon.json, a drop-in of docker.service, the settings of Docker Desktop), then restart the engine.`,
    docs: 'https://docs.docker.com/engine/daemon/proxy/',
  }),
  'env-proxy-socket': code<{
    readonly origin: string;
    readonly proxy: string;
    readonly endpoint: string;
    readonly host: string;
    readonly detail: string;
  }>({
    severity: 'error',
    message: ({ origin, proxy, endpoint, detail }) =>
      `docker asks the engine at ${endpoint} through the proxy ${proxy} (${origin}), ${detail}.`,
    cause: ({ origin, host }) => `${origin} is set, and NO_PROXY does not name ${host}.`,
    consequence: () =>
      'docker, Compose and test frameworks fail with answers of the proxy ("Service Unavailable", "404 page not found"), although the engine works.',
    remedy: ({ host }) =>
      `Add the engine to those that are reached directly: export NO_PROXY="\${NO_PROXY:+$NO_PROXY,}${host}"`,
    docs: 'https://github.com/docker-library/docker/issues/140',
  }),
};
