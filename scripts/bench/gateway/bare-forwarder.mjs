// What Node and undici cost by themselves: every request is forwarded as it came, without keys, records, log or limits.
// node bare-forwarder.mjs <origin of the upstream>; prints its port.
import { createServer } from 'node:http';
import { Pool } from 'undici';

const pool = new Pool(process.argv[2], { connections: 2048, pipelining: 1 });

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
    pool.dispatch(
      {
        path: request.url,
        method: request.method,
        headers: { 'content-type': 'application/json', 'content-length': String(body.length) },
        body,
      },
      {
        onRequestStart() {},
        onResponseStart(_, status, headers) {
          response.writeHead(status, {
            'content-type': headers['content-type'],
            'content-length': headers['content-length'],
          });
        },
        onResponseData(_, chunk) {
          response.write(chunk);
        },
        onResponseEnd() {
          response.end();
        },
        onResponseError() {
          response.destroy();
        },
      },
    );
  });
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
