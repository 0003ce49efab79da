package io.ringdown.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The directory where a node keeps what it must find again after a restart. Files are made when
 * first asked for, complete or not at all, for the owner's eyes only; two processes that ask at the
 * same time get the same answer. Thread-safe.
 */
public final class DataDirectory {
  private static final System.Logger LOG = System.getLogger(DataDirectory.class.getName());
  private static final String SECRETS_KEY = "secrets.key";
  private static final String NODE_ID = "node-id";
  private static final Pattern NODE_ID_FORM = Pattern.compile("[0-9a-f]{16}");
  private static final int KEY_BYTES = 32;
  private static final int NODE_ID_BYTES = 8;

  private final Path path;
  private final SecureRandom random;

  /**
   * The directory, made with its parents when it is not there.
   *
   * @throws DataDirectoryException when that cannot be, or nothing can be written there
   */
  public DataDirectory(Path path, SecureRandom random) {
    this.path = path;
    this.random = random;
    try {
      if (!Files.isDirectory(path)) {
        Files.createDirectories(path, ownerOnly("rwx------"));
      }
      Files.delete(Files.createTempFile(path, "writable", ".tmp"));
    } catch (IOException e) {
      throw new DataDirectoryException(
          "ringdown.data-dir: cannot write in the directory " + path, e);
    }
  }

  public Path path() {
    return path;
  }

  /**
   * The id of this node, the same after a restart: 16 hex digits.
   *
   * @throws DataDirectoryException when the file is there and does not hold one
   */
  public String nodeId() {
    String id = lasting(NODE_ID, () -> HexFormat.of().formatHex(randomBytes(NODE_ID_BYTES)));
    if (!NODE_ID_FORM.matcher(id).matches()) {
      throw malformed(NODE_ID, new IllegalArgumentException("must be 16 hex digits"));
    }
    return id;
  }

  /**
   * The key that secrets are encrypted with when the configuration gives none. Whoever loses the
   * file loses the secrets.
   *
   * @throws DataDirectoryException when the file is there and does not hold one
   */
  public SecretKey secretsKey() {
    String text =
        lasting(
            SECRETS_KEY,
            () -> {
              LOG.log(
                  System.Logger.Level.WARNING,
                  "RD-1004 ringdown.secrets.key is not set: made {0}; back it up, for without it"
                      + " no stored secret can be read, and give every node the same",
                  path.resolve(SECRETS_KEY));
              return SecretsSettings.format(new SecretKeySpec(randomBytes(KEY_BYTES), "AES"));
            });
    try {
      return SecretsSettings.parse(text);
    } catch (IllegalArgumentException e) {
      throw malformed(SECRETS_KEY, e);
    }
  }

  private String lasting(String name, Supplier<String> first) {
    Path file = path.resolve(name);
    try {
      return Files.readString(file).strip();
    } catch (NoSuchFileException e) {
      return make(file, first.get());
    } catch (IOException | UncheckedIOException e) {
      throw new DataDirectoryException("ringdown.data-dir: cannot read " + file, e);
    }
  }

  private String make(Path file, String content) {
    try {
      Path draft =
          Files.createTempFile(path, file.getFileName() + ".", ".tmp", ownerOnly("rw-------"));
      try {
        Files.writeString(draft, content + "\n");
        publish(draft, file);
      } finally {
        Files.deleteIfExists(draft);
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new DataDirectoryException("ringdown.data-dir: cannot write " + file, e);
    }
  }

  /** A link, since it fails where a file is already, which a move in POSIX would overwrite. */
  private static void publish(Path draft, Path file) throws IOException {
    try {
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException e) {
      LOG.log(System.Logger.Level.DEBUG, "RD-1005 another process made {0} first", file);
    } catch (UnsupportedOperationException | FileSystemException e) {
      Files.move(draft, file);
    }
  }

  private byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private DataDirectoryException malformed(String name, IllegalArgumentException cause) {
    return new DataDirectoryException(
        "ringdown.data-dir: the file " + path.resolve(name) + " " + cause.getMessage(), cause);
  }

  private FileAttribute<?>[] ownerOnly(String permissions) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
