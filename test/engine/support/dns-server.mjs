// The lab's resolver: answers every A question with the lab's own address, names under `.invalid` with NXDOMAIN,
// every other question with "no such record". So the tests need no network, and a fault in DNS is ours alone.
import { createSocket } from 'node:dgram';

const [address = ''] = process.argv.slice(2);
const A = 1;
const IN = 1;

const socket = createSocket('udp4');
socket.on('message', (query, client) => {
  if (query.length < 17) return;
  socket.send(answerTo(query), client.port, client.address);
});
socket.bind(53, address, () => process.stdout.write('ready\n'));

function answerTo(query) {
  const { name, end } = readName(query);
  const question = query.subarray(12, end + 4);
  const unknown = name === 'invalid' || name.endsWith('.invalid');
  const hasAnswer = !unknown && query.readUInt16BE(end) === A;
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(unknown ? 0x8183 : 0x8180, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(hasAnswer ? 1 : 0, 6);
  return Buffer.concat([header, question, ...(hasAnswer ? [addressRecord()] : [])]);
}

function readName(query) {
  const labels = [];
  let at = 12;
  while (at < query.length - 4 && query[at] !== 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + query[at]));
    at += query[at] + 1;
  }
  return { name: labels.join('.').toLowerCase(), end: at + 1 };
}

function addressRecord() {
  const record = Buffer.alloc(16);
  record.writeUInt16BE(0xc00c, 0); // the name in the question
  record.writeUInt16BE(A, 2);
  record.writeUInt16BE(IN, 4);
  record.writeUInt32BE(60, 6);
  record.writeUInt16BE(4, 10);
  record.set(address.split('.').map(Number), 12);
  return record;
}
