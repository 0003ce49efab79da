package io.ringdown.binding;

import io.ringdown.account.AccountPolicy;
import io.ringdown.call.AccountSid;
import io.ringdown.call.Identity;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Where bindings are changed, brought and taken many at a time. Thread-safe. */
public interface BulkStore {
  /** The most bindings that are brought, and the most that a page has. */
  int CHUNK = 500;

  /**
   * Makes changes in their order.
   *
   * @param changes at most 1000, all of this account
   * @param atomic whether none is made when one cannot be
   * @return what became of each; of atomic ones that were not made, those up to the first that
   *     cannot be made
   */
  List<Outcome> change(
      AccountSid account, List<Change> changes, AccountPolicy policy, boolean atomic);

  /**
   * Keeps bindings that were exported, in their order, as {@link BindingStore#register} would. What
   * is there and changed after {@link KeptBinding#changed()} stays as it is.
   *
   * @param bindings at most {@link #CHUNK}, all of one account
   * @return what became of each; safe from the end of the process when {@link #settle} has returned
   */
  List<Brought> bring(List<KeptBinding> bindings, AccountPolicy policy);

  /** Returns when everything that was brought is safe from the end of the process. */
  void settle();

  /**
   * The bindings that match, of those that are there at the call: oldest first, each at most once
   * whatever else happens. A page has at most {@link #CHUNK} and is read, in a transaction of its
   * own, when it is asked for.
   */
  Iterator<List<Binding>> export(AccountSid account, BindingFilter filter);

  /** One change. */
  sealed interface Change {
    /** Binds or refreshes. */
    record Upsert(Registration registration) implements Change {}

    /**
     * Deletes.
     *
     * @param owner whose it must be; empty for anybody's
     */
    record Delete(BindingSid sid, Optional<Identity> owner, ChangedBy by, Instant at)
        implements Change {}
  }

  /** What became of a change. */
  sealed interface Outcome {
    /** It is bound. */
    record Bound(Registered registered) implements Outcome {}

    /** It is deleted. */
    record Deleted(BindingSid sid) implements Outcome {}

    /** There was nothing to delete. */
    record Absent() implements Outcome {}

    /** It is somebody else's. */
    record Foreign() implements Outcome {}

    /** The identity has as many bindings as it may have. */
    record OverLimit() implements Outcome {}

    /** Whether the change was made. */
    default boolean made() {
      return this instanceof Bound || this instanceof Deleted;
    }
  }

  /** What became of a binding that was brought. */
  enum Brought {
    /** It is new here. */
    CREATED,
    /** One was there and is as told now. */
    UPDATED,
    /** One was there and has changed since; it stays. */
    OUTDATED,
    /** The identity has as many bindings as it may have. */
    OVER_LIMIT
  }
}
