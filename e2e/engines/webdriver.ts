/** Speaks to a driver of one browser: https://www.w3.org/TR/webdriver2/#protocol */
export interface WebDriver {
  get<Result>(path: string): Promise<Result>;
  post<Result>(path: string, parameters?: object): Promise<Result>;
  delete(path: string): Promise<void>;
}

/** @param base address of the driver, or of one of its sessions; commands throw with the driver's own words */
export function createWebDriver(base: string): WebDriver {
  async function send(method: string, path: string, parameters?: object): Promise<unknown> {
    const body = parameters && JSON.stringify(parameters);
    const response = await fetch(`${base}${path}`, { method, ...(body ? { body } : {}) });
    const { value } = (await response.json()) as { value: unknown };
    if (response.ok) return value;
    const { error, message } = value as { error: string; message: string };
    throw new Error(`${method} ${path}: ${error}${message ? `: ${message}` : ''}`);
  }
  return {
    get: async <Result>(path: string) => (await send('GET', path)) as Result,
    post: async <Result>(path: string, parameters: object = {}) =>
      (await send('POST', path, parameters)) as Result,
    async delete(path) {
      await send('DELETE', path);
    },
  };
}
