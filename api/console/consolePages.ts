import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Router } from 'express';

/** The built console: hashed assets are kept for ever, every other path is the page, which routes by itself. */
export function consolePages(folder: string): Router {
  const router = express.Router();
  const page = join(folder, 'index.html');
  router.use('/assets', express.static(join(folder, 'assets'), { immutable: true, maxAge: '1y', fallthrough: false }));
  router.use(express.static(folder, { index: false }));
  router.get('/{*path}', (request, response, next) => {
    if (!request.accepts('html') || !existsSync(page)) {
      next();
      return;
    }
    response.set('cache-control', 'no-cache').sendFile('index.html', { root: folder });
  });
  return router;
}
