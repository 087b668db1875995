import { nonEmptyOf, recordOf } from '#parse/shape';
import { compact } from '#parse/text';

/**
 * What buildx keeps of its builders, under `~/.docker/buildx`. What is not understood counts as not said, as it does to buildx.
 *
 *     current:         {"Key":"unix:///var/run/docker.sock","Name":"big","Global":false}
 *     instances/big:   {"Name":"big","Driver":"docker-container","Nodes":[{"Name":"big0","Endpoint":"colima",…}],…}
 */
export interface CurrentBuilder {
  readonly name: string;
  /** The engine, or the context, for which it was chosen. */
  readonly key?: string;
  readonly global: boolean;
}

export interface BuilderInstance {
  readonly driver?: string;
  /** Addresses of engines, or names of contexts. */
  readonly endpoints: readonly string[];
}

export const parseCurrentBuilder = (text: string): CurrentBuilder | undefined => {
  const json = recordOf(decode(text));
  const name = nonEmptyOf(json['Name']);
  return name === undefined
    ? undefined
    : compact({ name, key: nonEmptyOf(json['Key']), global: json['Global'] === true });
};

export const parseBuilderInstance = (text: string): BuilderInstance => {
  const json = recordOf(decode(text));
  const nodes = Array.isArray(json['Nodes']) ? json['Nodes'] : [];
  return compact({
    driver: nonEmptyOf(json['Driver']),
    endpoints: nodes.flatMap((node) => nonEmptyOf(recordOf(node)['Endpoint']) ?? []),
  });
};

const decode = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
