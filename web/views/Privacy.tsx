/** The promise that nothing leaves the browser, and how anybody can check it. */

export function Privacy() {
  return (
    <details class="privacy">
      <summary>
        Read here in your browser. Never sent. <span class="privacy-how">How to verify</span>
      </summary>
      <ul>
        <li>Open the developer tools, tab Network, and open a file: no request follows.</li>
        <li>Or go offline once the page is here: it goes on working.</li>
        <li>The page’s content security policy lets it talk to the server that it came from and to no other.</li>
      </ul>
    </details>
  );
}
