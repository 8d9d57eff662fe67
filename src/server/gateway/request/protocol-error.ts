import type { Protocol } from '../../../providers/upstream-entry.ts';

export interface ApiError {
  readonly status: number;
  /** One sentence that names the hop that failed; no secret. */
  readonly message: string;
  /** OpenAI's error type; the types of other protocols follow from the status. */
  readonly type?: string;
  readonly code?: string;
  readonly param?: string;
  /** Further fields of the error object, as recorded for `model_cooldown`. */
  readonly more?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

const anthropicTypes: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  529: 'overloaded_error',
};

const geminiStatuses: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  405: 'UNIMPLEMENTED',
  429: 'RESOURCE_EXHAUSTED',
  499: 'CANCELLED',
  501: 'UNIMPLEMENTED',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

const openAiTypes: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  402: 'insufficient_quota',
  403: 'permission_error',
  429: 'rate_limit_error',
};

/** An error in the format of this protocol. */
export function errorBody(protocol: Protocol, error: ApiError): Record<string, unknown> {
  const { status, message, code, param, more } = error;
  if (protocol === 'anthropic') {
    const type = anthropicTypes[status] ?? (status < 500 ? 'invalid_request_error' : 'api_error');
    return { type: 'error', error: { type, message, ...(code === undefined ? {} : { code }), ...more } };
  }
  if (protocol === 'gemini')
    return {
      error: {
        code: status,
        message,
        status: geminiStatuses[status] ?? (status < 500 ? 'FAILED_PRECONDITION' : 'INTERNAL'),
        ...more,
      },
    };
  if (protocol === 'cloro')
    return { success: false, error: message, ...(code === undefined ? {} : { code }), ...more };
  const type = error.type ?? openAiTypes[status] ?? (status < 500 ? 'invalid_request_error' : 'server_error');
  return {
    error: {
      message,
      type,
      ...(code === undefined ? {} : { code }),
      ...(param === undefined ? {} : { param }),
      ...more,
    },
  };
}

/** The last event of a failed stream, which clients of the protocol recognize as an error. */
export function errorEvent(protocol: Protocol, error: ApiError): string {
  const data = JSON.stringify(errorBody(protocol, error));
  if (protocol === 'anthropic') return `\n\nevent: error\ndata: ${data}\n\n`;
  // Google's clients recognize only bare JSON as an error in the middle of a stream.
  return protocol === 'gemini' ? `\n\n${data}` : `\n\ndata: ${data}\n\n`;
}
