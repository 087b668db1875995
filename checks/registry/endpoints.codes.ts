import { code } from '#core/finding';

/** The sentences of `registry/endpoints`. */
export const endpointsCodes = {
  'reg-mirror-broken': code<{ readonly name: string; readonly detail: string }>({
    severity: 'warning',
    message: ({ name, detail }) => `The registry mirror ${name} does not work: ${detail}.`,
    cause: () =>
      'It was shut down or has moved (many public mirrors were, in 2024), and the engine still has its address.',
    consequence: () =>
      'Each pull asks it first: pulls are slow, or fail with "manifest unknown" for images that exist.',
    remedy: () =>
      'Take it out of "registry-mirrors" in daemon.json and reload the engine: sudo systemctl reload docker. Running containers stay.',
    docs: 'https://docs.docker.com/docker-hub/image-library/mirror/',
  }),
  'reg-http-vs-https': code<{ readonly name: string; readonly isPrivate: boolean; readonly role: string }>({
    severity: 'warning',
    message: ({ name }) => `The registry ${name} speaks HTTP, and the engine asks it in HTTPS.`,
    cause: () => 'It was set up without a certificate, or another port is the one with TLS.',
    consequence: ({ name }) =>
      `Pulls from ${name} and pushes to it end with "server gave HTTP response to HTTPS client".`,
    remedy: ({ name, isPrivate }) =>
      isPrivate
        ? `Give the registry a certificate. Only in a network that you trust: name "${name}" under "insecure-registries" in daemon.json, then sudo systemctl reload docker.`
        : 'Give the registry a certificate, or use its port with TLS: what goes through a public network in the clear can be read and changed.',
    docs: 'https://docs.docker.com/reference/cli/dockerd/#insecure-registries',
  }),
  'tls-unknown-ca': code<{
    readonly name: string;
    readonly detail: string;
    readonly directory: string;
    /** This host knows the authority, and only the engine does not. */
    readonly isEngineAlone: boolean;
  }>({
    severity: 'warning',
    message: ({ name, detail, isEngineAlone }) =>
      `The certificate of the registry ${name} comes from an authority that ${isEngineAlone ? 'the engine' : 'this host'} does not know (${detail}).`,
    cause: ({ directory, isEngineAlone }) =>
      isEngineAlone
        ? 'This host knows it: the engine was started before the authority was added, or has a store of its own (snap).'
        : `A private authority, or a proxy that opens TLS, is neither in the store of this host nor in ${directory}.`,
    consequence: ({ name }) =>
      `Pulls from ${name}, pushes and logins end with "x509: certificate signed by unknown authority".`,
    remedy: ({ directory, isEngineAlone }) =>
      isEngineAlone
        ? `Restart the engine (sudo systemctl restart docker), or put the authority's certificate at ${directory}/ca.crt, which needs no restart.`
        : `Get the authority's certificate from those who run the registry and put it at ${directory}/ca.crt, which needs no restart; or into the store of the host (update-ca-certificates) and restart the engine.`,
    docs: 'https://docs.docker.com/engine/security/certificates/',
  }),
  'tls-ca-bundle-outdated': code<{ readonly name: string; readonly detail: string; readonly bundle: string }>(
    {
      severity: 'warning',
      message: ({ name, detail, bundle }) =>
        `The certificate of ${name} is a public one, and the authorities in ${bundle} do not vouch for it (${detail}).`,
      cause: () =>
        'The list of authorities on this host is older than the certificate: an authority is missing there, or its own certificate has expired. The clock is not to blame: with a newer list, at the same time, the certificate is good.',
      consequence: ({ name }) =>
        `Pulls from ${name} end with "x509: certificate has expired" or "signed by unknown authority".`,
      remedy: () =>
        'Update the package ca-certificates (sudo apt-get install --only-upgrade ca-certificates, or dnf update ca-certificates), then restart the engine.',
    },
  ),
};
