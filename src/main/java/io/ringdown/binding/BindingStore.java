package io.ringdown.binding;

import io.ringdown.account.AccountPolicy;
import io.ringdown.call.AccountSid;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where bindings are kept. Thread-safe; each call is a transaction. */
public interface BindingStore {
  /**
   * Binds, or refreshes what is already bound: the same channel and address, or the same channel
   * and device. With {@link AccountPolicy#addressTakeover()} such a binding moves to the new
   * identity; without it each identity has its own. The refreshed binding keeps its SID and is
   * active again.
   *
   * <p>A channel without address is bound once per device, or once per identity when no device is
   * named. The address of a connection is its own name, so each is bound once, or once per device.
   *
   * <p>An identity that has as many active bindings as the policy allows loses its oldest ones
   * before it gets another.
   *
   * @throws BindingLimitException when the policy says to refuse the new one instead
   */
  Registered register(Registration registration, AccountPolicy policy);

  Optional<Binding> find(AccountSid account, BindingSid sid);

  /**
   * Makes a binding what the registration says, if nothing has happened to it since it was read.
   * With another target or identity, and with a later end when it had expired, it is registered
   * anew: active, from now on. Else only what is said changes.
   *
   * <p>Another binding that has the new address or device is merged into it, with {@link
   * AccountPolicy#addressTakeover()}.
   *
   * @param version the one that was read
   * @return what became of it; empty when it is gone or has another version
   * @throws BindingTakenException when there is such another one and no takeover
   * @throws BindingLimitException when its new identity has too many
   */
  Optional<Registered> change(
      BindingSid sid, long version, Registration registration, AccountPolicy policy);

  /**
   * Makes a binding invalid whose address a provider called dead, unless it is another's, has
   * another address or was registered again since.
   *
   * @param binding as it was when the provider was asked
   * @return whether it became invalid by this
   */
  boolean invalidate(Binding binding, DeadAddress verdict);

  /**
   * Deletes a binding, if nothing has happened to it since it was read.
   *
   * @param version the one that was read
   * @return whether it is deleted by this
   */
  boolean delete(AccountSid account, BindingSid sid, long version, ChangedBy by, Instant at);

  /**
   * Deletes bindings, in one transaction.
   *
   * @param sids at most 1000
   * @return how many of them there were
   */
  int delete(AccountSid account, List<BindingSid> sids, ChangedBy by, Instant at);

  /**
   * Deletes the bindings of connections, except those that newer connections have taken over by
   * now; in one transaction.
   *
   * @param connections at most 1000
   * @return those that there were
   */
  List<Held> release(List<Held> connections);

  /**
   * Deletes the bindings of all connections that the node held: at its start they are long gone.
   */
  List<Departed> releaseAll(NodeId node);

  /** The active bindings of all connections that the node holds. */
  Set<Held> heldBy(NodeId node);

  /**
   * The bindings that match, newest first.
   *
   * @param after where the page before ended, as {@link PagedBinding#position()}, or empty for the
   *     first page
   * @param limit the most that are given, 1 to 1001
   */
  List<PagedBinding> list(
      AccountSid account, BindingFilter filter, Optional<Long> after, int limit);

  /**
   * A binding and its place in the order of a list.
   *
   * @param position newer bindings have larger ones; unique
   */
  record PagedBinding(Binding binding, long position) {}

  /**
   * A binding as a connection holds it.
   *
   * @param address the connection's own
   */
  record Held(AccountSid account, BindingSid sid, Address address) {}
}
