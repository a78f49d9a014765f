import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import express, { type Router } from 'express';
import { openApiDocument } from './openApiDocument.ts';

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Drover API</title>
    <link rel="icon" href="/api/docs/assets/favicon-32x32.png" />
    <link rel="stylesheet" href="/api/docs/assets/swagger-ui.css" />
  </head>
  <body>
    <div id="page"></div>
    <script src="/api/docs/assets/swagger-ui-bundle.js"></script>
    <script src="/api/docs/start.js"></script>
  </body>
</html>
`;

const script = `SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#page', deepLinking: true, tryItOutEnabled: true });\n`;

/** `/api/docs` and `/api/openapi.json`: the reference of the API, readable without a login as it holds no data. */
export function docsPages(version: string): Router {
  const router = express.Router();
  let document: string | undefined;
  const assets = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  router.get('/openapi.json', (_request, response) => {
    // Made when somebody asks: it would be a tenth of an API's start.
    document ??= JSON.stringify(openApiDocument(version));
    response.type('application/json').send(document);
  });
  router.get('/docs', (_request, response) => {
    response.type('text/html').send(page);
  });
  router.get('/docs/start.js', (_request, response) => {
    response.type('text/javascript').send(script);
  });
  router.get('/docs/errors.md', (_request, response) => {
    response.type('text/markdown').send(readFileSync(join(import.meta.dirname, '../../docs/errors.md'), 'utf8'));
  });
  router.use('/docs/assets', express.static(assets, { index: false }));
  return router;
}
