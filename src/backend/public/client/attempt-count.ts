/** These servers ban an address after five refused secrets in a row (recorded ban.json). */
const attempts = 5;

/** Refused secrets that this address may still send; other programs here may have used some as well. */
export interface AttemptCount {
  refused(): number;
  accepted(): void;
}

export function countAttempts(): AttemptCount {
  let refusals = 0;
  return {
    refused() {
      refusals += 1;
      return Math.max(0, attempts - refusals);
    },
    accepted() {
      refusals = 0;
    },
  };
}
