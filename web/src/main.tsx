import { render } from 'preact';
import './app.css';
import { App } from './ui/app';

const root = document.getElementById('app');
if (root) {
  root.textContent = '';
  render(<App />, root);
}
