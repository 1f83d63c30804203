import express from 'express';
import { serve } from './serve.ts';

/** The yardstick: Express as its guide shows it. It parses the body, keeps nothing and says ok. */
const app = express();
app.use(express.json());
app.post('/collect', (_request, response) => {
  response.json({ ok: true });
});
serve(app);
