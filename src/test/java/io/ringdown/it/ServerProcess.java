package io.ringdown.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One process of {@code ringdown-server.jar} on a free port of the loopback address, in a directory
 * of its own below {@code target}; ended at the latest by {@link #close}. For one thread.
 */
public final class ServerProcess implements AutoCloseable {
  private static final Duration READY_WITHIN = Duration.ofMinutes(4);

  private final Process process;
  private final Path directory;
  private final int port;

  private ServerProcess(Process process, Path directory, int port) {
    this.process = process;
    this.directory = directory;
    this.port = port;
  }

  /**
   * Starts the jar and does not wait.
   *
   * @param environment what is set beside the environment of the test, {@code RINGDOWN_…}
   * @param arguments further arguments of the server
   */
  public static ServerProcess start(Map<String, String> environment, String... arguments)
      throws IOException {
    return startOn(freePort(), environment, arguments);
  }

  /** As {@link #start}, on the given port. */
  public static ServerProcess startOn(
      int port, Map<String, String> environment, String... arguments) throws IOException {
    Path servers = Files.createDirectories(RunningServer.target().resolve("servers"));
    Path directory = Files.createTempDirectory(servers, "server-").toAbsolutePath();
    Path temporary = Files.createDirectory(directory.resolve("tmp"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // as for the suite's own server (pom.xml)
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Djava.net.preferIPv4Stack=true");
    command.add("-Djava.io.tmpdir=" + temporary);
    command.add("-jar");
    command.add(RunningServer.target().resolve("ringdown-server.jar").toString());
    command.addAll(List.of("--address", "127.0.0.1", "--port", Integer.toString(port)));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("RINGDOWN_"));
    builder.environment().put("RINGDOWN_DATA_DIR", directory.resolve("data").toString());
    builder.environment().putAll(environment);
    environment.forEach(
        (name, value) -> {
          if (name.matches(".*_(TOKEN|KEY|SECRET|PASSWORD)")) {
            UsedSecrets.notice(value);
          }
        });
    return new ServerProcess(builder.start(), directory, port);
  }

  /** Waits until {@code /health/ready} says so; fails with the log when the process ends first. */
  public ServerProcess awaitReady() {
    await()
        .atMost(READY_WITHIN)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> !process.isAlive() || isReady());
    if (!process.isAlive()) {
      throw new AssertionError("ended with " + process.exitValue() + ":\n" + log());
    }
    return this;
  }

  /** The address of a path of this process. */
  public URI at(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  /** The data directory, unless the environment given at the start named another. */
  public Path dataDirectory() {
    return directory.resolve("data");
  }

  /** Everything that the process wrote so far. */
  public String log() {
    try {
      return Files.readString(directory.resolve("log"), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }

  /** Asks the process to end (SIGTERM). */
  public ServerProcess terminate() {
    process.destroy();
    return this;
  }

  /** It as a stranger sees it. */
  Ringdown ringdown(String publicUrl, String adminToken) {
    return new Ringdown(at(""), publicUrl, adminToken);
  }

  /** Ends the process without asking (SIGKILL), and waits until it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** The exit code, which is 143 after {@link #terminate}. */
  public int awaitExit(Duration limit) throws InterruptedException, TimeoutException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new TimeoutException("still alive after " + limit + ":\n" + log());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** A port of the loopback address that was free a moment ago. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private boolean isReady() throws InterruptedException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(at("/health/ready")).timeout(Duration.ofSeconds(5)).build();
      return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode()
          == 200;
    } catch (IOException notYet) {
      return false;
    }
  }
}
