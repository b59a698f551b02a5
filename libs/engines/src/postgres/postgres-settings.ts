/** How much memory and disk the server may use. */
export interface PostgresSize {
  readonly sharedBuffersMib: number;
  readonly maxWalMib: number;
}

/**
 * What differs from PostgreSQL's defaults. `fsync` and `synchronous_commit` stay on: a receipt promises that the bytes are on disk.
 */
export function serverFlags(port: number, size: PostgresSize): string[] {
  const settings: Record<string, string> = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    // No socket file: two stacks would meet in /tmp.
    unix_socket_directories: '',
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    max_connections: '200',
    shared_buffers: `${size.sharedBuffersMib}MB`,
    work_mem: '16MB',
    maintenance_work_mem: '128MB',
    max_wal_size: `${size.maxWalMib}MB`,
    min_wal_size: `${Math.min(size.maxWalMib, 256)}MB`,
    checkpoint_timeout: '15min',
    checkpoint_completion_target: '0.9',
    wal_compression: 'on',
    random_page_cost: '1.1',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
    log_line_prefix: '%m [%p] %u@%d ',
    autovacuum_naptime: '20s',
  };
  return Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
}
