package io.ringdown.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;

/** A connection to the server over which requests can be said that no client would send. */
final class RawLine implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;

  RawLine() throws IOException {
    this(RunningServer.at("/"));
  }

  RawLine(URI server) throws IOException {
    socket = new Socket(server.getHost(), server.getPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  /** Sends lines, each with its end. */
  void say(String... lines) throws IOException {
    var text = String.join("\r\n", lines) + "\r\n";
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  /** Says no more. */
  void hangUp() throws IOException {
    socket.shutdownOutput();
  }

  /** All that the server says until it closes the connection. */
  String answer() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
  }

  /** The first line that the server says, whether it goes on or not. */
  String firstLine() throws IOException {
    return new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1))
        .readLine();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
