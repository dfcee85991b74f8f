// What the server answers, and to whom.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { file, program, Server } from './page';

let server: Server;
let port: number;

beforeAll(async () => {
  server = await Server.start(file('run.h5'));
  port = Number(new URL(server.address).port);
});
afterAll(async () => expect(await server.stop()).toBe(0));

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }));
    });
    asked.on('error', reject);
    asked.end();
  });
}

describe('the server', () => {
  it('serves the page with its policy', async () => {
    const { status, headers, body } = await ask('/');
    expect(status).toBe(200);
    expect(headers['content-type']).toContain('text/html');
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'sha256-.*frame-ancestors 'none'$/);
    expect(headers['content-security-policy']).not.toContain('http');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['access-control-allow-origin']).toBeUndefined();
    expect(body.toString()).toContain('Tinderbox');
  });
  it('serves the file, whole and in parts', async () => {
    const whole = readFileSync(file('run.h5'));
    expect((await ask('/run.h5')).body.equals(whole)).toBe(true);
    const part = await ask('/run.h5', { Range: 'bytes=1000-4999' });
    expect([part.status, part.headers['content-range']]).toEqual([206, `bytes 1000-4999/${whole.length}`]);
    expect(part.body.equals(whole.subarray(1000, 5000))).toBe(true);
    const end = await ask('/run.h5', { Range: `bytes=${whole.length - 10}-` });
    expect(end.body.equals(whole.subarray(-10))).toBe(true);
    const head = await ask('/run.h5', {}, 'HEAD');
    expect([head.headers['content-length'], head.headers['accept-ranges'], head.body.length]).toEqual([String(whole.length), 'bytes', 0]);
    for (const range of [`bytes=${whole.length}-`, 'bytes=9-1', 'bytes=0-1,5-6', `bytes=0-0${',0-0'.repeat(500)}`])
      expect([400, 416]).toContain((await ask('/run.h5', { Range: range })).status);
  });
  it.each(['/x', '/run.h5/', '/run.h5x', '//run.h5', '/../run.h5', '/%2e%2e/%2e%2e/etc/passwd', '/etc/passwd', '/index.html', '/favicon.ico', '/run.h5%00'])(
    'answers 404 to %s', async (path) => expect((await ask(path)).status).toBe(404));
  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('takes no %s', async (method) => {
    expect((await ask('/', { 'Content-Length': '0' }, method)).status).toBeGreaterThanOrEqual(400);
    expect((await ask('/run.h5', { 'Content-Length': '0' }, method)).status).toBeGreaterThanOrEqual(400);
  });
  it('refuses a Host that is not its own', async () => {
    for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1', '127.0.0.1:1', `127.0.0.1:${port}.evil.example`, `[::1]:${port}`])
      expect((await ask('/', { Host: host })).status).toBe(403);
    expect((await ask('/run.h5', { Host: 'evil.example' })).status).toBe(403);
    expect((await ask('/', { Host: `localhost:${port}` })).status).toBe(200);
  });
  it.each([['none', ''], ['an empty one', 'Host: \r\n'], ['two', 'Host: 127.0.0.1:PORT\r\nHost: evil.example\r\n']])(
    'refuses a request with %s Host', async (_, host) => {
      const answer = await new Promise<string>((resolve, reject) => {
        const socket = connect(port, '127.0.0.1', () => socket.write(`GET / HTTP/1.1\r\n${host.replaceAll('PORT', String(port))}Connection: close\r\n\r\n`));
        socket.once('data', (data) => resolve(data.toString().split('\r\n')[0]));
        socket.on('error', reject);
      });
      expect(answer).toContain('403');
    });
  it('listens on the loopback address alone', async () => {
    const others = Object.values(networkInterfaces()).flat().filter((one) => one && !one.internal && one.family === 'IPv4');
    for (const { address } of others as { address: string }[])
      await expect(new Promise((resolve, reject) => {
        connect({ host: address, port, timeout: 1000 }).on('connect', resolve).on('error', reject).on('timeout', () => reject(new Error('timeout')));
      })).rejects.toThrow();
    const listening = readFileSync('/proc/net/tcp', 'utf8').split('\n').filter((line) => line.includes(`:${port.toString(16).toUpperCase().padStart(4, '0')} 00000000:0000 0A`));
    expect(listening).toHaveLength(1);
    expect(listening[0]).toContain('0100007F:');
  });
});

describe('the command', () => {
  const run = (...options: string[]) => spawnSync(program, ['view', ...options], { encoding: 'utf8', timeout: 20000 });
  it.each([['text.h5', /no run file/], ['truncated.h5', /truncated\.h5: /], ['version.h5', /format version/], ['missing.h5', /missing\.h5/]])(
    'refuses %s with one error', (name, text) => {
      const { status, stderr } = run(file(name));
      expect(status).toBe(2);
      expect(stderr).toMatch(text);
      expect(stderr.trim().split('\n')).toHaveLength(1);
    });
  it('refuses a port that is taken, and one that is none', () => {
    expect(run(file('run.h5'), '--no-open', '--port', String(port)).stderr).toContain('--port: cannot be used');
    expect(run(file('run.h5'), '--port', '0').status).toBe(2);
    expect(run(file('run.h5'), '--port', '65536').status).toBe(2);
  });
  it('needs a file or --html, not both', () => {
    expect(run().status).toBe(2);
    expect(run(file('run.h5'), '--html', file('x.html')).status).toBe(2);
  });
  it('writes the page whole, or says why not', () => {
    execFileSync(program, ['view', '--html', file('other.html')]);
    expect(readFileSync(file('other.html'), 'utf8')).toMatch(/^<!doctype html>[^]*<\/html>\s*$/);
    expect(run('--html', '/nowhere/at/all.html').status).toBe(2);
  });
});
