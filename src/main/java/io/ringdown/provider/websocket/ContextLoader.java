package io.ringdown.provider.websocket;

/**
 * The class loader by which servers know whose work a thread does. With each frame Payara's
 * container schedules an idle time-out anew, also where there is none, and its executor then looks
 * for context providers in every archive that this loader knows: more work than the frame itself.
 * Stateless and thread-safe.
 */
final class ContextLoader {
  /** Knows no application, and so no archive of any. */
  static final ClassLoader NOBODY = ClassLoader.getPlatformClassLoader();

  private ContextLoader() {}

  /** Something that may be thrown. */
  @FunctionalInterface
  interface Work<E extends Exception> {
    void run() throws E;
  }

  /** The one that the thread has. */
  static ClassLoader current() {
    return Thread.currentThread().getContextClassLoader();
  }

  /** Does the work while the thread has another. */
  static <E extends Exception> void during(ClassLoader loader, Work<E> work) throws E {
    var before = current();
    Thread.currentThread().setContextClassLoader(loader);
    try {
      work.run();
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }
}
