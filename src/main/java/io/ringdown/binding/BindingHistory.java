package io.ringdown.binding;

import io.ringdown.call.AccountSid;
import java.util.List;
import java.util.Optional;

/**
 * What happened to each binding, kept for a while after it is gone. Of a connection only as long as
 * it lives; of a binding that changes all the time only what is newest. Thread-safe.
 */
public interface BindingHistory {
  /** The most changes that are kept of one binding. */
  int MOST_CHANGES = 500;

  /**
   * The changes of a binding, newest first; none when nobody knows it any more.
   *
   * @param after where the page before ended, as {@link PagedChange#position()}, or empty for the
   *     first page
   * @param limit the most that are given, 1 to 1001
   */
  List<PagedChange> list(AccountSid account, BindingSid sid, Optional<Long> after, int limit);

  /**
   * A change and its place in the history.
   *
   * @param position newer changes have larger ones; unique within the binding
   */
  record PagedChange(BindingChange change, long position) {}
}
