package io.ringdown.provider;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/**
 * A server of HTTP/2 over TLS on loopback that takes each step only when it is told to, and counts
 * what reached it. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9113#section-6">RFC 9113, 6</a>
 */
public final class HesitantServer implements AutoCloseable {
  private static final int PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".length();
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int ACK = 1;
  private static final int END_STREAM_AND_HEADERS = 5;
  private static final byte STATUS_200 = (byte) 0x88;

  /** A TLS handshake begins. */
  public final CountDownLatch handshake = new CountDownLatch(1);

  /** The server's SETTINGS are sent. */
  public final CountDownLatch settings = new CountDownLatch(1);

  /** Requests are answered. */
  public final CountDownLatch answers = new CountDownLatch(1);

  /** One permit for each request that came. */
  public final Semaphore requests = new Semaphore(0);

  /** A connection was ended by the client. */
  public final CompletableFuture<Void> end = new CompletableFuture<>();

  private final int streams;
  private final HeldCertificate certificate =
      new HeldCertificate.Builder().addSubjectAlternativeName("127.0.0.1").build();
  private final SSLContext tls;
  private final ServerSocket server;
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

  /**
   * @param streams how many it allows at a time on a connection
   */
  public HesitantServer(int streams) throws IOException {
    this.streams = streams;
    tls =
        new HandshakeCertificates.Builder()
            .heldCertificate(certificate)
            .addTrustedCertificate(certificate.certificate())
            .build()
            .sslContext();
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    inBackground(this::accept);
  }

  /** Trusts this server. */
  public SSLContext tls() {
    return tls;
  }

  /** To be trusted. */
  public X509Certificate certificate() {
    return certificate.certificate();
  }

  public URI url() {
    return URI.create("https://127.0.0.1:" + server.getLocalPort() + "/");
  }

  private void accept() throws IOException {
    while (true) {
      var socket = server.accept();
      sockets.add(socket);
      inBackground(() -> speak(socket));
    }
  }

  private void speak(Socket socket) throws IOException, InterruptedException {
    handshake.await();
    try (var secured = (SSLSocket) tls.getSocketFactory().createSocket(socket, null, false)) {
      secured.setUseClientMode(false);
      var parameters = secured.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2"});
      secured.setSSLParameters(parameters);
      secured.startHandshake();
      settings.await();
      var out = secured.getOutputStream();
      send(out, SETTINGS, 0, 0, new byte[] {0, 3, 0, 0, 0, (byte) streams});
      hear(new DataInputStream(secured.getInputStream()), out);
    } catch (IOException over) {
      end.complete(null);
    }
  }

  private void hear(DataInputStream in, OutputStream out) throws IOException {
    in.skipNBytes(PREFACE);
    while (true) {
      var length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      var type = in.readUnsignedByte();
      var flags = in.readUnsignedByte();
      var stream = in.readInt();
      in.skipNBytes(length);
      if (type == SETTINGS && flags != ACK) {
        send(out, SETTINGS, ACK, 0, new byte[0]);
      } else if (type == HEADERS) {
        requests.release();
        inBackground(
            () -> {
              answers.await();
              send(out, HEADERS, END_STREAM_AND_HEADERS, stream, new byte[] {STATUS_200});
            });
      }
    }
  }

  private static void send(OutputStream out, int type, int flags, int stream, byte[] payload)
      throws IOException {
    var frame = new ByteArrayOutputStream();
    try (var data = new DataOutputStream(frame)) {
      data.writeByte(0);
      data.writeShort(payload.length);
      data.writeByte(type);
      data.writeByte(flags);
      data.writeInt(stream);
      data.write(payload);
    }
    synchronized (out) {
      out.write(frame.toByteArray());
    }
  }

  private interface Step {
    void take() throws IOException, InterruptedException;
  }

  private static void inBackground(Step step) {
    var thread =
        new Thread(
            () -> {
              try {
                step.take();
              } catch (IOException | InterruptedException over) {
                Thread.currentThread().interrupt();
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (var socket : List.copyOf(sockets)) {
      socket.close();
    }
    List.of(handshake, settings, answers).forEach(CountDownLatch::countDown);
  }
}
