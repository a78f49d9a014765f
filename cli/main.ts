import { runCli } from './program.ts';

// `drover ... | head` closes the pipe when it has seen enough: the end of our output, not a failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

process.exitCode = await runCli(process.argv.slice(2));
