package io.ringdown.provider.websocket;

import io.ringdown.account.AccountPolicy;
import io.ringdown.binding.Address;
import io.ringdown.binding.Binding;
import io.ringdown.binding.BindingFilter;
import io.ringdown.binding.BindingSid;
import io.ringdown.binding.BindingStore;
import io.ringdown.binding.ChangedBy;
import io.ringdown.binding.DeadAddress;
import io.ringdown.binding.Departed;
import io.ringdown.binding.NodeId;
import io.ringdown.binding.Registered;
import io.ringdown.binding.Registration;
import io.ringdown.call.AccountSid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Bindings of which only those of connections are of interest. */
final class RecordingBindings implements BindingStore {
  final List<Address> released = new ArrayList<>();
  Set<Held> held = Set.of();
  int batches;
  boolean away;

  @Override
  public List<Held> release(List<Held> connections) {
    batches++;
    check();
    connections.forEach(one -> released.add(one.address()));
    return connections;
  }

  @Override
  public Registered register(Registration registration, AccountPolicy policy) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<Binding> find(AccountSid account, BindingSid sid) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<Registered> change(
      BindingSid sid, long version, Registration registration, AccountPolicy policy) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean invalidate(Binding binding, DeadAddress verdict) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean delete(
      AccountSid account, BindingSid sid, long version, ChangedBy by, Instant at) {
    throw new AssertionError("a connection deletes only its own");
  }

  @Override
  public int delete(AccountSid account, List<BindingSid> sids, ChangedBy by, Instant at) {
    throw new AssertionError("a connection deletes only its own");
  }

  @Override
  public List<Departed> releaseAll(NodeId node) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Set<Held> heldBy(NodeId node) {
    check();
    return held;
  }

  @Override
  public List<PagedBinding> list(
      AccountSid account, BindingFilter filter, Optional<Long> after, int limit) {
    throw new UnsupportedOperationException();
  }

  private void check() {
    if (away) {
      throw new IllegalStateException("the database is away");
    }
  }
}
