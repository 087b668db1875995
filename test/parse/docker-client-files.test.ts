import { describe, expect, it } from 'vitest';
import { parseDockerConfig } from '#parse/docker-config-json';
import { parseDockerContextMeta } from '#parse/docker-context-meta';
import { survivesHostileText } from '#test/parse/samples';

const EMPTY = {
  credHelpers: {},
  authRegistries: [],
  plainAuthRegistries: [],
  proxyScopes: [],
  hasHttpHeaders: false,
  cliPluginsExtraDirs: [],
  keys: [],
};

describe('docker config.json', () => {
  // Keys from the docker CLI reference; the secrets are invented and must not come out.
  it('gives names and no secret', () => {
    const config = parseDockerConfig(
      JSON.stringify({
        auths: { 'ghcr.io': { auth: 'SECRET' }, 'https://index.docker.io/v1/': {} },
        credsStore: 'desktop',
        credHelpers: { 'gcr.io': 'gcloud', broken: 1 },
        currentContext: 'colima',
        proxies: { default: { httpProxy: 'http://u:SECRET@p' } },
        HttpHeaders: { 'X-Meta': 'SECRET' },
        cliPluginsExtraDirs: ['/opt/homebrew/lib/docker/cli-plugins'],
      }),
    );
    expect(config).toEqual({
      currentContext: 'colima',
      credsStore: 'desktop',
      credHelpers: { 'gcr.io': 'gcloud' },
      authRegistries: ['ghcr.io', 'https://index.docker.io/v1/'],
      plainAuthRegistries: ['ghcr.io'],
      proxyScopes: ['default'],
      hasHttpHeaders: true,
      cliPluginsExtraDirs: ['/opt/homebrew/lib/docker/cli-plugins'],
      keys: [
        'auths',
        'credsStore',
        'credHelpers',
        'currentContext',
        'proxies',
        'HttpHeaders',
        'cliPluginsExtraDirs',
      ],
    });
    expect(JSON.stringify(config)).not.toContain('SECRET');
  });

  it.each([
    ['{}', EMPTY],
    ['null', EMPTY],
    ['{}trailing', EMPTY],
    ['{"auths":[]}', { kind: 'malformed', what: 'docker config.json', detail: 'auths is not an object' }],
    ['[]', { kind: 'malformed', what: 'docker config.json', detail: 'not an object', line: 1, column: 1 }],
    [
      '{"auths":{},\n}',
      {
        kind: 'malformed',
        what: 'docker config.json',
        detail: 'a comma with nothing after it',
        line: 1,
        column: 12,
        fault: 'trailing-comma',
        offset: 11,
        repaired: '{"auths":{}\n}',
      },
    ],
    [
      '',
      {
        kind: 'malformed',
        what: 'docker config.json',
        detail: 'the file is empty',
        line: 1,
        column: 1,
        fault: 'empty',
        offset: 0,
      },
    ],
  ])('%j', (text, expected) => expect(parseDockerConfig(text)).toEqual(expected));

  it('never throws', () => survivesHostileText(parseDockerConfig));
});

describe('docker context meta.json', () => {
  // Shape as written by docker context create.
  it.each([
    [
      '{"Name":"colima","Metadata":{"Description":"colima"},"Endpoints":{"docker":{"Host":"unix:///h/.colima/docker.sock","SkipTLSVerify":false}}}',
      { name: 'colima', host: 'unix:///h/.colima/docker.sock', skipTlsVerify: false, description: 'colima' },
    ],
    [
      '{"Name":"t","Metadata":{},"Endpoints":{"docker":{"Host":"tcp://h:2376","SkipTLSVerify":true}}}',
      { name: 't', host: 'tcp://h:2376', skipTlsVerify: true },
    ],
    ['{"Name":"k8s","Endpoints":{}}', { name: 'k8s', skipTlsVerify: false }],
    ['{}', { kind: 'malformed', what: 'docker context meta.json', detail: 'no "Name"' }],
  ])('%j', (text, expected) => expect(parseDockerContextMeta(text)).toEqual(expected));

  it('never throws', () => survivesHostileText(parseDockerContextMeta));
});
