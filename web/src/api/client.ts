// Calls of the server's JSON API. Nothing leaves the host that served the page.
import type { Status } from './types';

export interface Violation {
  field: string;
  description: string;
}

/** A call that was not answered with 200. `kind` says what a person can do about it. */
export class ApiError extends Error {
  constructor(
    /** token: give one. off: the API is switched off. gone: no answer at all. refused: the request is at fault. */
    readonly kind: 'token' | 'off' | 'gone' | 'refused',
    message: string,
    readonly violations: Violation[] = [],
  ) {
    super(message);
  }
}

const tokenKey = 'credence.token';

export function setToken(token: string): void {
  if (token) sessionStorage.setItem(tokenKey, token);
  else sessionStorage.removeItem(tokenKey);
}

export function hasToken(): boolean {
  return sessionStorage.getItem(tokenKey) !== null;
}

export type Query = Record<string, string | number | undefined>;

export function get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') params.set(key, String(value));
  }
  const text = params.toString();
  return call<T>(text ? `${path}?${text}` : path, { signal });
}

export function post<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  return call<T>(path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json' },
    signal,
  });
}

async function call<T>(path: string, init: RequestInit): Promise<T> {
  const token = sessionStorage.getItem(tokenKey);
  const headers = new Headers(init.headers);
  if (token) headers.set('Authorization', `Bearer ${token}`);
  let response: Response;
  try {
    response = await fetch(`api/v1/${path}`, { ...init, headers, cache: 'no-store', credentials: 'omit' });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ApiError('gone', 'The server does not answer.');
  }
  if (response.ok) return (await response.json()) as T;
  throw await failure(response, token !== null);
}

async function failure(response: Response, tokenSent: boolean): Promise<ApiError> {
  let status: Status | undefined;
  try {
    status = (await response.json()) as Status;
  } catch {
    // A proxy's page, or nothing: the HTTP status has to do.
  }
  const message = status?.message || `The server answered with HTTP status ${response.status}.`;
  if (response.status === 401) return new ApiError('token', tokenSent ? 'The server refused this token.' : 'It shows its figures to those who hold one.');
  if (response.status === 403) return new ApiError('off', message);
  if (status === undefined && response.status === 404) return new ApiError('off', 'This server has no JSON API.');
  const violations = (status?.details ?? []).flatMap((detail) => detail.fieldViolations ?? []);
  return new ApiError('refused', message, violations);
}
