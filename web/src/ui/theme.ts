// Light or dark: the system's choice, until the reader makes one.
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';

export type Theme = 'light' | 'dark';
const key = 'credence.theme';

function stored(): Theme | undefined {
  const value = localStorage.getItem(key);
  return value === 'light' || value === 'dark' ? value : undefined;
}

export function useTheme(): [Theme, () => void] {
  const query = matchMedia('(prefers-color-scheme: dark)');
  const [system, setSystem] = useState<Theme>(query.matches ? 'dark' : 'light');
  const [chosen, setChosen] = useState<Theme | undefined>(stored);
  useEffect(() => {
    const change = () => setSystem(query.matches ? 'dark' : 'light');
    query.addEventListener('change', change);
    return () => query.removeEventListener('change', change);
  }, []);
  // Before the page is painted, or it would flash in the system's colours.
  useLayoutEffect(() => {
    if (chosen) document.documentElement.dataset.theme = chosen;
  }, [chosen]);
  const theme = chosen ?? system;
  const toggle = () => {
    const next = theme === 'dark' ? 'light' : 'dark';
    localStorage.setItem(key, next);
    setChosen(next);
  };
  return [theme, toggle];
}
