package io.ringdown.config;

/**
 * What is wrong with the data directory: the service does not start with it. Names the file, never
 * its content.
 */
public final class DataDirectoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DataDirectoryException(String message, Throwable cause) {
    super(message, cause);
  }
}
