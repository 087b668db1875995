import { defineFault, type Fault } from '../fault.ts';

interface CleanUp {
  readonly name: string;
  readonly title: string;
  readonly script: string;
  /** What must be true once it is done. */
  readonly proof: string;
}

/** No disk is filling, so that a check has nothing to say of it: whoever asks for a clean-up by its name gets it all the same. */
const asked = ({ name, title, script, proof }: CleanUp): Fault =>
  defineFault({
    code: `disk-removable/${name.replace(/#.*$/, '')}`,
    title,
    engines: 'all',
    inject: async (host) => {
      await host.shell(
        `image() { tar -C / -c bin/busybox | docker import --change "LABEL which=$1" - \${2-}; }; image lab lab >/dev/null; ${script}`,
      );
    },
    expect: {
      roots: [],
      fix: [name],
      after: async (host) => {
        await host.shell(proof);
      },
    },
  });

export default [
  asked({
    name: 'remove-dangling-images',
    title: 'asked for by name on a roomy disk: two images without a name, one of them of an ended container',
    script:
      'used=$(image used); image unused; docker run --name ended $used /bin/busybox true; [ "$(docker images --quiet --filter dangling=true | wc -l)" = 2 ]',
    proof:
      '[ "$(docker images --quiet --no-trunc --filter dangling=true)" = "$(docker inspect --format "{{.Image}}" ended)" ]; docker image inspect lab',
  }),
  asked({
    name: 'remove-unused-images',
    title: 'asked for by name on a roomy disk: an image that no container uses, beside used ones',
    script:
      'image old old:1; image two two:1; docker tag two:1 two:2; docker run --name ended lab /bin/busybox true',
    proof:
      'docker image inspect lab two:1 two:2 >/dev/null; docker image inspect old:1 && exit 1; docker start ended',
  }),
  asked({
    name: 'remove-stopped-containers',
    title: 'asked for by name on a roomy disk: a container that ended a month ago, and one of today',
    script: `
      long=$(docker create --name long --volume=kept:/data lab /bin/busybox true); docker start --attach long; docker run --name today lab /bin/busybox true
      systemctl stop docker.socket docker.service; file=/var/lib/docker/containers/$long/config.v2.json
      sed -i "s|\\"FinishedAt\\":\\"[^\\"]*\\"|\\"FinishedAt\\":\\"$(date --utc --date='30 days ago' +%FT%TZ)\\"|" $file
      systemctl start docker.socket docker.service; docker inspect --format '{{.State.FinishedAt}}' long today`,
    proof: 'docker inspect today >/dev/null; docker volume inspect kept; docker inspect long && exit 1; true',
  }),
  asked({
    name: 'remove-volume#pgdata',
    title: 'asked for by its name on a roomy disk: one volume of three, of which a container has one',
    script: `
      docker volume create pgdata; docker volume create other; docker run --volume=pgdata:/data --rm lab /bin/busybox touch /data/file
      docker run --name ended --volume=held:/data lab /bin/busybox true`,
    proof: 'docker volume inspect other held >/dev/null; docker volume inspect pgdata && exit 1; true',
  }),
];
