import { code } from '#core/finding';
import type { ReferenceProblem } from '#parse/image-reference';

/** How far the way goes. */
export type Stage = 'name' | 'proxy' | 'connection' | 'tls' | 'registry' | 'service' | 'engine';

const STAGES: Readonly<Record<Stage, string>> = {
  name: 'the look-up of its name',
  proxy: 'the proxy',
  connection: 'the connection',
  tls: 'the TLS handshake',
  registry: 'the registry itself',
  service: 'the service that hands out its tokens',
  engine: 'the engine',
};

/** The sentences of `registry/pull-path`. */
export const pullPathCodes = {
  'reg-unreachable': code<{
    readonly place: string;
    readonly image: string | undefined;
    readonly stage: Stage;
    readonly detail: string;
  }>({
    severity: 'error',
    message: ({ place, image, stage, detail }) =>
      `The way to ${place} ends at ${STAGES[stage]} (${detail})${image === undefined ? '' : `: ${image} cannot be pulled`}.`,
    cause: ({ stage }) => {
      switch (stage) {
        case 'name':
          return 'The name is misspelt, or is known only in a network (a VPN) that this host is not in.';
        case 'proxy':
          return 'The proxy that the engine was given does not let it through: it may want a login, or forbid this host.';
        case 'connection':
          return 'The registry is down or has moved, listens on another port, or a firewall stands between.';
        case 'tls':
          return 'The certificate is out of date or for another name, or something between changes what is sent.';
        case 'registry':
          return 'What answers there is no registry, or one that does not work at the moment.';
        case 'service':
          return 'A firewall or filter lets the registry through, and not the second host that each pull has to ask.';
        case 'engine':
          return 'The engine says so when it is asked for the image; dockmedic does not know these words.';
      }
    },
    consequence: ({ image, place }) =>
      image === undefined
        ? `Images from ${place} cannot be pulled unless they are on this host already or a mirror has them.`
        : `docker pull ${image} fails, and so do builds and Compose projects that need it.`,
    remedy: ({ place, stage }) => {
      switch (stage) {
        case 'name':
          return `Correct the name, or connect the network that ${place} belongs to.`;
        case 'proxy':
          return 'Ask those who run the proxy, or name the registry in NO_PROXY of the engine if it is reached without one.';
        case 'connection':
          return `Ask those who run ${place} for its port and state, and look at the firewalls between.`;
        case 'tls':
          return `Ask those who run ${place} for a valid certificate, and look at the clock of this host (timedatectl).`;
        case 'registry':
          return `Look at the address, and at the state of ${place}; where it is only busy, try again later.`;
        case 'service':
          return 'Let that host through as well, in firewall, filter or proxy.';
        case 'engine':
          return 'Look at the log of the engine: journalctl -u docker';
      }
    },
  }),
  'reg-rate-limit': code<{
    readonly place: string;
    readonly detail: string;
    readonly isLoggedIn: boolean;
  }>({
    severity: 'warning',
    message: ({ place, detail }) => `${place} has counted too many pulls from here (${detail}).`,
    cause: () =>
      'Registries limit the pulls of a time; those without a login are counted by network address, which all behind one router share.',
    consequence: () => 'Pulls end with "toomanyrequests" until the time is over.',
    remedy: ({ isLoggedIn }) =>
      `${isLoggedIn ? 'With the login that is kept for it a pull may still work; else' : 'Log in (docker login), whose pulls are counted apart;'} pull through a mirror of your own, or wait.`,
    docs: 'https://docs.docker.com/docker-hub/usage/',
  }),
  'reg-stale-credentials': code<{
    readonly registry: string;
    readonly image: string;
    readonly isPublic: boolean;
    readonly said: string;
  }>({
    severity: 'warning',
    message: ({ registry, image, isPublic, said }) =>
      `${registry} refused the login that is kept for it within the last hour (${said})${isPublic ? `, while ${image} is there for everybody` : ''}.`,
    cause: () =>
      'The password or token was changed, revoked or has expired; a registry that is sent a wrong one does not fall back to what everybody may have.',
    consequence: () => 'Pulls with that login fail, of public images too.',
    remedy: ({ registry }) =>
      `docker logout${registry === 'docker.io' ? '' : ` ${registry}`}, then log in anew if a private image is wanted. Logins for other registries stay.`,
  }),
  'reg-denied-or-typo': code<{
    readonly image: string;
    readonly place: string;
    readonly problem: ReferenceProblem | 'unknown' | 'login';
    readonly meant: string | undefined;
  }>({
    severity: 'error',
    message: ({ image, place, problem }) =>
      problem === 'unknown'
        ? `${place} has no image ${image}.`
        : problem === 'login'
          ? `${place} does not give ${image} to those without a login, and this user has none for it.`
          : `"${image}" is no name of an image: ${PROBLEMS[problem]}.`,
    cause: ({ problem }) => {
      if (problem === 'unknown') return 'Name or tag is misspelt, or the tag was removed.';
      return problem === 'login'
        ? 'The image is private, or there is none of that name: some registries, Docker Hub among them, say the same of both.'
        : 'A typing mistake, or a variable that is empty or holds something else.';
    },
    consequence: () => 'It cannot be pulled. Nothing is wrong with this host.',
    remedy: ({ problem, meant }) => {
      if (meant !== undefined) return `Write ${meant}`;
      return problem === 'login'
        ? 'Compare the name letter by letter; if it is right, log in with an account that may have it (docker login).'
        : 'Correct the name, as registry/name:tag in lower case.';
    },
  }),
  'net-ipv6-broken': code<{
    readonly place: string;
    readonly address: string;
    readonly detail: string;
    readonly isOnly: boolean;
  }>({
    severity: 'error',
    message: ({ place, address, detail }) =>
      `${place} is asked at its IPv6 address ${address}, to which this host has no way (${detail}).`,
    cause: ({ isOnly }) =>
      isOnly
        ? 'Its name has addresses of IPv6 alone, and this host has no route for those, or one that leads nowhere.'
        : 'This host has a route for IPv6 that leads nowhere: a router announces it, or a VPN or tunnel has gone.',
    consequence: ({ isOnly }) =>
      isOnly
        ? 'Pulls end with "network is unreachable" or "cannot assign requested address".'
        : 'Pulls take longer to begin, since IPv6 is tried first, and fail where IPv4 is slow as well.',
    remedy: () =>
      'Repair the IPv6 route (ip -6 route), or use an address of IPv4 where there is one. IPv6 need not be switched off for it.',
  }),
  'podman-short-name': code<{
    readonly name: string;
    readonly search: readonly string[];
  }>({
    severity: 'error',
    message: ({ name, search }) =>
      search.length === 0
        ? `Podman does not know which registry "${name}" comes from: it is no alias, and no registries are searched.`
        : `Podman would have to ask which registry "${name}" comes from: ${search.join(', ')}.`,
    cause: () =>
      'Podman takes no registry for granted, unlike docker: what a short name means stands in registries.conf.',
    consequence: ({ search }) =>
      search.length === 0
        ? 'podman pull and run end with "short-name … did not resolve to an alias".'
        : 'In scripts, where nobody can be asked, podman ends with "cannot prompt without a TTY".',
    remedy: ({ name }) =>
      `Write the name in full: docker.io/${name.includes('/') ? name : `library/${name}`} for the one of Docker Hub.`,
    docs: 'https://github.com/containers/podman/blob/main/troubleshooting.md',
  }),
};

const PROBLEMS: Readonly<Record<ReferenceProblem, string>> = {
  empty: 'it is empty',
  scheme: 'a name has no scheme such as https://',
  space: 'there is white space in it',
  'upper-case': 'there are capital letters in it',
  tag: 'what follows the colon is no tag',
  digest: 'what follows the @ is no digest',
  other: 'it holds characters that do not belong there',
};
