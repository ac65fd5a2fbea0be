// Markdown as elements. A model card is text that somebody wrote: it is parsed into tokens and drawn by Preact, so that
// no HTML in it ever becomes HTML of the page, and a link goes to http, https or mail, or is plain text.
import { marked, type Token, type Tokens } from 'marked';
import type { ComponentChildren, VNode } from 'preact';

export function Markdown(props: { text: string; skipTitle?: boolean }) {
  const tokens = marked.lexer(props.text);
  const at = tokens.findIndex((t) => t.type === 'heading' && (t as Tokens.Heading).depth === 1);
  const shown = props.skipTitle && at >= 0 ? tokens.filter((_, i) => i !== at) : tokens;
  return <div class="prose">{shown.map(block)}</div>;
}

function block(token: Token, key: number): ComponentChildren {
  switch (token.type) {
    case 'heading': {
      // The page has its own first two levels.
      const Tag = `h${Math.min(6, (token as Tokens.Heading).depth + 1)}` as 'h2';
      return <Tag key={key}>{inline(token.tokens)}</Tag>;
    }
    case 'paragraph':
      return <p key={key}>{inline(token.tokens)}</p>;
    case 'text':
      return <span key={key}>{token.tokens ? inline(token.tokens) : token.text}</span>;
    case 'list': {
      const list = token as Tokens.List;
      const items = list.items.map((item, i) => <li key={i}>{item.tokens.map(block)}</li>);
      return list.ordered ? <ol key={key}>{items}</ol> : <ul key={key}>{items}</ul>;
    }
    case 'blockquote':
      return <blockquote key={key}>{(token.tokens ?? []).map(block)}</blockquote>;
    case 'code':
      return <pre key={key} class="code"><code>{token.text}</code></pre>;
    case 'hr':
      return <hr key={key} />;
    case 'table':
      return <TableBlock key={key} token={token as Tokens.Table} />;
    case 'space':
    case 'def':
      return null;
    default:
      return <p key={key}>{token.raw}</p>;
  }
}

function TableBlock({ token }: { token: Tokens.Table }): VNode {
  const side = (i: number) => (token.align[i] === 'right' ? 'number' : '');
  const headed = token.header.some((cell) => cell.text.trim() !== '');
  return (
    <div class="table-scroll" role="group" aria-label="Table" tabIndex={0}>
      <table>
        {headed && <thead><tr>{token.header.map((cell, i) => <th key={i} scope="col" class={side(i)}>{inline(cell.tokens)}</th>)}</tr></thead>}
        <tbody>
          {token.rows.map((row, r) => (
            <tr key={r}>{row.map((cell, i) => (i === 0 ? <th key={i} scope="row">{inline(cell.tokens)}</th> : <td key={i} class={side(i)}>{inline(cell.tokens)}</td>))}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function inline(tokens: Token[] | undefined): ComponentChildren {
  return (tokens ?? []).map((token, key) => {
    switch (token.type) {
      case 'strong':
        return <strong key={key}>{inline(token.tokens)}</strong>;
      case 'em':
        return <em key={key}>{inline(token.tokens)}</em>;
      case 'del':
        return <del key={key}>{inline(token.tokens)}</del>;
      case 'codespan':
        return <code key={key}>{token.text}</code>;
      case 'br':
        return <br key={key} />;
      case 'link':
        return /^(https?:|mailto:)/i.test(token.href) ? <a key={key} href={token.href} rel="noreferrer noopener" target="_blank">{inline(token.tokens)}</a> : <span key={key}>{inline(token.tokens)}</span>;
      case 'escape':
      case 'text':
        return 'tokens' in token && token.tokens ? inline(token.tokens) : unescape(token.text);
      default:
        // Images and HTML: as they were written, never fetched, never run.
        return token.raw;
    }
  });
}

/** marked leaves the five entities that it would have written into HTML. */
function unescape(text: string): string {
  const entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (entity) => entities[entity] ?? entity);
}
