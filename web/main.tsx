import './theme/theme.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import { App } from './app/App.tsx';
import { startTexts } from './i18n/i18n.ts';
import { startTheme } from './theme/theme.ts';

// The page's security policy forbids code made of text.
z.config({ jitless: true });
startTheme();
await startTexts();

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root.');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
