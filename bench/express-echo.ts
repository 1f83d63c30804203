import express from 'express';
import { serve } from './serve.ts';

/** The yardstick: Express as its guide shows it. It parses the body, keeps nothing and sends it back. */
const app = express();
app.use(express.json());
app.post('/collect', (request, response) => {
  response.json(request.body);
});
serve(app);
