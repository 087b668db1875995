import { describe, expect, it, test } from 'vitest';
import { parseBuilderInstance, parseCurrentBuilder } from '#parse/buildx-state';
import { parseCliPluginMetadata } from '#parse/cli-plugin-metadata';
import { parseComposeVersion, parsePythonPackages, parsePythonShebang } from '#parse/compose-v1';
import { parseDockerCliVersion } from '#parse/docker-cli-version';
import { parseProgramHeader } from '#parse/program-header';
import { isInNetwork, parseProxyUrl, passesProxyBy } from '#parse/proxy';
import {
  isInsecure,
  isPrivateAddress,
  parseLoginRegistry,
  parseMirror,
  parsePrivateRegistry,
  registryAddress,
} from '#parse/registry-name';
import { survivesHostileText } from '#test/parse/samples';

test('no text makes one of them throw', () => {
  for (const parse of [
    parseBuilderInstance,
    parseCurrentBuilder,
    parseCliPluginMetadata,
    parseComposeVersion,
    parsePythonPackages,
    parsePythonShebang,
    parseDockerCliVersion,
    parseProgramHeader,
    parseProxyUrl,
    parseLoginRegistry,
    parseMirror,
    parsePrivateRegistry,
  ])
    survivesHostileText(parse);
});

test.each([
  ['Docker version 28.2.2, build e6534b4\n', '28.2.2'],
  ['Docker version 20.10.24+dfsg1, build 297e128\n', '20.10.24'],
  ['podman version 4.3.1\n', undefined],
])('docker --version: %j', (text, version) => {
  expect(parseDockerCliVersion(text)).toBe(version);
});

test.each([
  [
    '{"SchemaVersion":"0.1.0","Vendor":"Docker Inc.","Version":"v2.39.1"}',
    { vendor: 'Docker Inc.', version: 'v2.39.1' },
  ],
  ['{"SchemaVersion":"0.1.0","Vendor":"lab"}', { vendor: 'lab' }],
  ['{"SchemaVersion":"0.2.0","Vendor":"x"}', { kind: 'malformed' }],
  ['{"SchemaVersion":"0.1.0"}', { kind: 'malformed' }],
  ['[]', { kind: 'malformed' }],
])('plugin metadata: %s', (text, expected) => {
  expect(parseCliPluginMetadata(text)).toMatchObject(expected);
});

describe('Compose v1', () => {
  it.each([
    ['1.29.2\n', '1.29.2'],
    ['v2.6.0', '2.6.0'],
    ['Docker Compose version v2', undefined],
  ])('version: %j', (text, version) => {
    expect(parseComposeVersion(text)).toBe(version);
  });
  it.each([
    ['#!/usr/bin/python3\n# EASY-INSTALL', ['/usr/bin/python3']],
    ['#!/usr/bin/env python3.11\n', ['/usr/bin/env', 'python3.11']],
    ['#!/opt/venv/bin/python -E\n', ['/opt/venv/bin/python', '-E']],
    ['#!/bin/sh\nexec python3', undefined],
    ['\u007FELF', undefined],
  ])('shebang: %j', (text, argv) => {
    expect(parsePythonShebang(text)).toEqual(argv);
  });
  it.each([
    ['2.32.3 5.0.3\n', { requests: '2.32.3', dockerPy: '5.0.3' }],
    ['', undefined],
  ])('packages: %j', (text, packages) => {
    expect(parsePythonPackages(text)).toEqual(packages);
  });
});

describe('builders of buildx', () => {
  it.each([
    [
      '{"Key":"unix:///var/run/docker.sock","Name":"big","Global":false}',
      { name: 'big', key: 'unix:///var/run/docker.sock', global: false },
    ],
    ['{"Name":"big","Global":true}', { name: 'big', global: true }],
    ['{}', undefined],
    ['', undefined],
  ])('current: %s', (text, expected) => {
    expect(parseCurrentBuilder(text)).toEqual(expected);
  });
  it('an instance', () => {
    const text =
      '{"Name":"big","Driver":"docker-container","Nodes":[{"Name":"big0","Endpoint":"colima","Platforms":null},{}]}';
    expect(parseBuilderInstance(text)).toEqual({ driver: 'docker-container', endpoints: ['colima'] });
    expect(parseBuilderInstance('null')).toEqual({ endpoints: [] });
  });
});

const elf = (machine: string): string => `\u007FELF\u0002\u0001\u0001${'\0'.repeat(9)}\u0003\0${machine}\0`;
test.each([
  ['#!/bin/sh\n', { kind: 'script' }],
  ['MZ\u0090', { kind: 'windows' }],
  ['<!DOCTYPE html>\n<html', { kind: 'other', starts: '<!DOCTYPE html>' }],
  ['', { kind: 'other', starts: '' }],
  [elf('>'), { kind: 'elf', machine: 'x64' }],
  [elf('\uFFFD'), { kind: 'elf', machine: 'arm64' }],
  [elf('\u0008'), { kind: 'elf' }],
])('a program begins: %j', (text, expected) => {
  expect(parseProgramHeader(text)).toEqual(expected);
});

describe('proxies', () => {
  it.each([
    ['http://proxy:3128/', 'proxy', 3128],
    ['proxy.corp:8080', 'proxy.corp', 8080],
    ['http://*:**@proxy', 'proxy', 80],
    ['https://proxy', 'proxy', 443],
    ['socks5://[::1]', '::1', 1080],
  ])('%s', (value, hostName, port) => {
    expect(parseProxyUrl(value)).toEqual({ kind: 'tcp', hostName, port });
  });
  it.each(['', 'ftp://proxy', 'proxy:99999', 'http://'])('%j is none', (value) => {
    expect(parseProxyUrl(value)).toBeUndefined();
  });
  it.each([
    ['', 'localhost', true],
    ['', '127.0.0.1', true],
    ['', '10.0.0.5', false],
    ['*', '10.0.0.5', true],
    ['10.0.0.0/8', '10.0.0.5', true],
    ['10.0.0.5:2375', '10.0.0.5', true],
    ['10.0.0.5:1', '10.0.0.5', false],
    ['corp', 'docker.corp', true],
    ['.corp', 'docker.corp', true],
    ['*.corp', 'docker.corp', true],
    ['corp', 'docker.notcorp', false],
    ['DOCKER, other', 'docker', true],
    ['.0.5', '10.0.0.5', false],
  ])('NO_PROXY=%s and %s: %s', (noProxy, hostName, passes) => {
    expect(passesProxyBy(noProxy, { kind: 'tcp', hostName, port: 2375 })).toBe(passes);
  });
});

describe('registries', () => {
  it.each([
    ['10.99.0.2:5000/app:1', '10.99.0.2:5000'],
    ['registry.corp:5000/a/b', 'registry.corp:5000'],
    ['10.99.0.2/app', '10.99.0.2'],
    ['debian:12', undefined],
    ['ghcr.io/a/b', undefined],
    ['<none>:<none>', undefined],
  ])('of the image %s', (image, name) => {
    expect(parsePrivateRegistry(image)).toBe(name);
  });
  it.each([
    ['https://index.docker.io/v1/', undefined],
    ['docker.io', undefined],
    ['ghcr.io', 'ghcr.io'],
    ['https://registry.corp:5000/v2/', 'registry.corp:5000'],
    ['a b', undefined],
  ])('of the login %s', (key, name) => {
    expect(parseLoginRegistry(key)).toBe(name);
  });
  it.each([
    ['https://mirror.corp/', { secure: true, name: 'mirror.corp' }],
    ['http://10.0.0.5:5000', { secure: false, name: '10.0.0.5:5000' }],
    ['mirror', undefined],
  ])('mirror %s', (url, expected) => {
    expect(parseMirror(url)).toEqual(expected);
  });
  it('have a port', () => {
    expect(registryAddress('ghcr.io', 443)).toMatchObject({ hostName: 'ghcr.io', port: 443 });
    expect(registryAddress('r:5000', 443)).toMatchObject({ hostName: 'r', port: 5000 });
  });
  it('are insecure by name or by network', () => {
    const rules = { InsecureRegistryCIDRs: ['127.0.0.0/8'], IndexConfigs: { 'r:5000': { Secure: false } } };
    expect(isInsecure('r:5000', [], rules)).toBe(true);
    expect(isInsecure('localhost:5000', ['127.0.0.1'], rules)).toBe(true);
    expect(isInsecure('ghcr.io', ['140.82.0.1'], rules)).toBe(false);
  });
  it('are private or not', () => {
    expect(['10.1.2.3', '172.31.0.1', '192.168.1.1', '8.8.4.4', '172.32.0.1'].map(isPrivateAddress)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(isInNetwork('::1', '10.0.0.0/8')).toBe(false);
  });
});
