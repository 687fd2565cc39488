/**
 * Removes variables that would weaken TLS, and names them on stderr. Throws for an option that cannot be reverted: Node
 * was told to write the keys of all TLS connections to a file.
 */
export function clearEnvironment(
  env: NodeJS.ProcessEnv = process.env,
  nodeOptions = [...process.execArgv, env['NODE_OPTIONS'] ?? ''],
  tell: (line: string) => void = (line) => process.stderr.write(`${line}\n`),
): void {
  if (nodeOptions.some((option) => option.includes('--tls-keylog')))
    throw new Error(
      'Sessiondeck does not start with --tls-keylog: whoever reads that file reads keys and sessions',
    );
  // Node reads it at each connection, and Chromium when it starts its network.
  if (env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0')
    tell('NODE_TLS_REJECT_UNAUTHORIZED=0 does not count here: certificates are verified');
  if (env['NODE_EXTRA_CA_CERTS'])
    tell('NODE_EXTRA_CA_CERTS does not count here: a connection has certificate authorities of its own');
  if (env['SSLKEYLOGFILE'])
    tell('SSLKEYLOGFILE does not count here: keys of connections are not written down');
  delete env['NODE_TLS_REJECT_UNAUTHORIZED'];
  delete env['SSLKEYLOGFILE'];
}
