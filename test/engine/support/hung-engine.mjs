// Stands in for a dockerd that hangs: it has the name, the socket and the pid file of one, and answers nobody.
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';

writeFileSync('/var/run/docker-ssd.pid', `${process.pid}\n`);
createServer(() => undefined).listen('/var/run/docker.sock');
