import { serve } from './serve.ts';

/** The other yardstick: node's own server without any framework. It too parses the body, and sends it back. */
serve((request, response) => {
  let text = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => {
    text += chunk;
  });
  request.on('end', () => {
    const answer = JSON.stringify(JSON.parse(text));
    const length = Buffer.byteLength(answer);
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': length });
    response.end(answer);
  });
});
