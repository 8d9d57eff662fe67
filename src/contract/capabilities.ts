/** `enforced`: works; `shown`: stored and displayed, but this server does not act on it; `absent`: not stored. */
export type Support = 'enforced' | 'shown' | 'absent';

/** What one backend can do, per feature. Screens and commands offer nothing beyond it. */
export interface Capabilities {
  readonly clientKeys: Support;
  readonly labels: Support;
  /** Expiry of a key and deadline of a rotation (A7, A8). */
  readonly expiry: Support;
  /** Requests per minute, tokens per day and month, and models of a client key. */
  readonly limits: Support;
  /** Last use and counts per client key. */
  readonly activity: Support;
  /** config.yaml as text, with compare-and-write. */
  readonly configText: Support;
  readonly secretRotation: Support;
  /** OAuth accounts and their files in auth-dir (E). */
  readonly sessions: Support;
  /** Keys of every provider list are used; `shown`: some are only kept for other servers (D4). */
  readonly everyProvider: Support;
  /** Cooldowns of provider keys are reported and can be cleared. */
  readonly cooldowns: Support;
  /** The `ampcode` block of config.yaml (F); where it is absent, the server deletes the block with its next write. */
  readonly amp: Support;
  /** Changes made elsewhere are pushed. */
  readonly push: Support;
}
