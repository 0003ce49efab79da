package io.ringdown.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.matcher.ElementMatchers;

/**
 * The wall clock of a process of ours, which can be set as an operator or a careless NTP client
 * does; its monotonic clock goes on. An agent in that process adds what a file says to every {@link
 * Instant} that is asked of the system. For one thread.
 */
final class SettableClock {
  static final String AHEAD = "test.clock-ahead-millis";
  private static final Duration NOTICED_WITHIN = Duration.ofMillis(10);

  private final Path file;
  private final Path agent;

  SettableClock() throws IOException {
    var directory =
        Files.createTempDirectory(Files.createDirectories(RunningServer.target()), "clock-")
            .toAbsolutePath();
    file = directory.resolve("clock");
    agent = directory.resolve("clock-agent.jar");
    set(Duration.ZERO);
    var manifest = new Manifest();
    var attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(new Attributes.Name("Premain-Class"), SettableClock.class.getName());
    attributes.put(new Attributes.Name("Can-Retransform-Classes"), "true");
    attributes.put(Attributes.Name.CLASS_PATH, byteBuddy());
    try (var jar = new JarOutputStream(Files.newOutputStream(agent), manifest)) {
      for (var type : new Class<?>[] {SettableClock.class, Added.class}) {
        var name = type.getName().replace('.', '/') + ".class";
        jar.putNextEntry(new ZipEntry(name));
        try (var bytes = type.getClassLoader().getResourceAsStream(name)) {
          bytes.transferTo(jar);
        }
      }
    }
  }

  private static String byteBuddy() {
    return ByteBuddy.class.getProtectionDomain().getCodeSource().getLocation().toString();
  }

  /** The environment of the process whose clock it is. */
  Map<String, String> environment() {
    return Map.of("JAVA_TOOL_OPTIONS", "-javaagent:" + agent + "=" + file);
  }

  /** Sets it, so far from the true time; the process notices within some milliseconds. */
  void set(Duration ahead) throws IOException {
    var written = Files.writeString(file.resolveSibling("clock-to-be"), "" + ahead.toMillis());
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** What the process runs before its own main. */
  public static void premain(String file, Instrumentation instrumentation) {
    read(Path.of(file));
    new AgentBuilder.Default()
        .disableClassFormatChanges()
        .with(AgentBuilder.RedefinitionStrategy.RETRANSFORMATION)
        .ignore(ElementMatchers.none())
        .type(ElementMatchers.is(Clock.class))
        .transform(
            (builder, type, loader, module, domain) ->
                builder.visit(Advice.to(Added.class).on(ElementMatchers.named("currentInstant"))))
        .installOn(instrumentation);
    var reader =
        new Thread(
            () -> {
              while (true) {
                LockSupport.parkNanos(NOTICED_WITHIN.toNanos());
                read(Path.of(file));
              }
            },
            "settable-clock");
    reader.setDaemon(true);
    reader.start();
  }

  private static void read(Path file) {
    try {
      System.setProperty(AHEAD, Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Put into {@code Clock.currentInstant}; refers to nothing but the JDK. */
  static final class Added {
    private Added() {}

    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) Instant now) {
      now = now.plusMillis(Long.getLong(AHEAD, 0));
    }
  }
}
