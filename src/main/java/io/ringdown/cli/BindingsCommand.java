package io.ringdown.cli;

import io.ringdown.cli.service.GzippedInput;
import io.ringdown.cli.terminal.Misuse;
import io.ringdown.cli.terminal.Progress;
import io.ringdown.cli.terminal.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code admin bindings}. */
@Command(name = "bindings", description = "Who can be rung, and where.")
final class BindingsCommand {
  private static final String BINDINGS = "bindings";
  private static final int PIECE = 64 * 1024;

  private final AdminCommand admin;

  BindingsCommand(AdminCommand admin) {
    this.admin = admin;
  }

  @Command(description = "Lists bindings, newest first.")
  int list(@Mixin BindingFilters filters, @Mixin PageOptions page) {
    return admin.show(
        admin.service().call("GET", page.of(filters.of(admin.inAccount(BINDINGS)))),
        BINDINGS,
        "sid",
        "identity",
        "channel",
        "status",
        "device_id",
        "last_delivery.status",
        "date_updated");
  }

  @Command(description = "Shows a binding.")
  int get(@Parameters(paramLabel = "SID") String sid) {
    return admin.show(admin.service().call("GET", admin.inAccount(BINDINGS, sid)));
  }

  @Command(description = "Deletes a binding, or all that the filters find.")
  int delete(
      @Parameters(arity = "0..1", paramLabel = "SID") @Nullable String sid,
      @Mixin BindingFilters filters,
      @Option(names = "--all", description = "All bindings of the account.") boolean all) {
    var found = filters.of(admin.inAccount(BINDINGS));
    if (sid != null) {
      if (found.hasQuery() || all) {
        throw new Misuse("a SID goes with neither filters nor --all");
      }
      admin.service().call("DELETE", admin.inAccount(BINDINGS, sid));
      return AdminCommand.OK;
    }
    if (all == found.hasQuery()) {
      throw new Misuse("either a SID, filters, or --all must say which bindings");
    }
    return admin.show(admin.service().call("DELETE", all ? found.with("all", true) : found));
  }

  @Command(description = "Tells who registered, moved, changed or invalidated a binding.")
  int history(@Parameters(paramLabel = "SID") String sid, @Mixin PageOptions page) {
    return admin.show(
        admin.service().call("GET", page.of(admin.inAccount(BINDINGS, sid, "history"))),
        "history",
        "at",
        "event",
        "by",
        "identity",
        "from",
        "to",
        "reason");
  }

  @Command(
      description = "Asks the provider whether the address is alive, without ringing.",
      footer = "Not every channel has such a way.")
  int probe(@Parameters(paramLabel = "SID") String sid) {
    return admin.show(admin.service().call("POST", admin.inAccount(BINDINGS, sid, "probe")));
  }

  @Command(
      name = "import",
      description = "Registers a binding for each line of NDJSON, any number of them.",
      footer = "Exit code 1 when lines were rejected; the others are registered all the same.")
  int importAll(
      @Parameters(paramLabel = "FILE", description = "May be gzip; - is standard input.")
          String file) {
    try (var source = source(file)) {
      var service = admin.service();
      // what is wrong with token or account is told before anything is sent
      service.call("GET", admin.inAccount(BINDINGS).with("page_size", 1));
      var progress = new Progress(admin.terminal(), size(file));
      var answer =
          service.upload(
              admin.inAccount(BINDINGS, "import"), new GzippedInput(source, progress::add));
      progress.end();
      admin.show(answer);
      return answer.text("rejected").equals("0") ? AdminCommand.OK : AdminCommand.REFUSED;
    } catch (IOException e) {
      throw new Misuse(file + " cannot be read");
    }
  }

  @Command(
      name = "export",
      description = "Writes bindings as NDJSON, any number of them.",
      footer = "The addresses in it are confidential: a file is made for its owner's eyes only.")
  int exportAll(
      @Mixin BindingFilters filters,
      @Option(
              names = {"-o", "--output"},
              defaultValue = Terminal.STANDARD,
              paramLabel = "FILE",
              description = "Compressed when it ends in .gz; usually standard output.")
          String file) {
    var service = admin.service();
    var path = filters.of(admin.inAccount(BINDINGS, "export"));
    try (var bindings = service.open(path, "Accept-Encoding", "gzip")) {
      if (file.equals(Terminal.STANDARD)) {
        copy(service::broken, bindings, admin.terminal().out());
        admin.terminal().out().flush();
      } else {
        write(service::broken, bindings, Path.of(file));
      }
      return AdminCommand.OK;
    } catch (IOException e) {
      throw new Misuse(file + " cannot be written");
    }
  }

  /** So that a file of that name is whole, or not there. */
  private void write(Broken broken, InputStream bindings, Path file) throws IOException {
    var part = file.resolveSibling(file.getFileName() + ".part");
    Files.deleteIfExists(part);
    if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } else {
      Files.createFile(part);
    }
    try {
      try (var plain = Files.newOutputStream(part, StandardOpenOption.WRITE);
          var out = file.toString().endsWith(".gz") ? new GZIPOutputStream(plain) : plain) {
        copy(broken, bindings, out);
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private void copy(Broken broken, InputStream from, OutputStream to) throws IOException {
    var progress = new Progress(admin.terminal(), 0);
    var piece = new byte[PIECE];
    for (var count = read(broken, from, piece); count >= 0; count = read(broken, from, piece)) {
      to.write(piece, 0, count);
      progress.add(count);
      if (to instanceof java.io.PrintStream print && print.checkError()) {
        throw new IOException("nobody reads on");
      }
    }
    progress.end();
  }

  private static int read(Broken broken, InputStream from, byte[] piece) {
    try {
      return from.read(piece);
    } catch (IOException e) {
      throw broken.because(e);
    }
  }

  private InputStream source(String file) throws IOException {
    return file.equals(Terminal.STANDARD)
        ? admin.takeStandardInput()
        : Files.newInputStream(Path.of(file));
  }

  private static long size(String file) throws IOException {
    return file.equals(Terminal.STANDARD) ? 0 : Files.size(Path.of(file));
  }

  /** Names what an answer that broke off means. */
  private interface Broken {
    RuntimeException because(IOException failure);
  }
}
