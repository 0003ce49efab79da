package io.ringdown.delivery.event;

import io.ringdown.account.AccountPolicy;
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
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A store of bindings that tells of what it kept. Thread-safe. */
public final class AnnouncedBindings implements BindingStore {
  private final BindingStore next;
  private final EventLog events;

  public AnnouncedBindings(BindingStore next, EventLog events) {
    this.next = next;
    this.events = events;
  }

  @Override
  public Registered register(Registration registration, AccountPolicy policy) {
    var registered = next.register(registration, policy);
    tell(registered, registered.created() ? "registered" : "refreshed");
    return registered;
  }

  @Override
  public Optional<Binding> find(AccountSid account, BindingSid sid) {
    return next.find(account, sid);
  }

  @Override
  public Optional<Registered> change(
      BindingSid sid, long version, Registration registration, AccountPolicy policy) {
    var changed = next.change(sid, version, registration, policy);
    changed.ifPresent(now -> tell(now, "changed"));
    return changed;
  }

  @Override
  public boolean invalidate(Binding binding, DeadAddress verdict) {
    var invalidated = next.invalidate(binding, verdict);
    if (invalidated) {
      events.record(Event.binding(binding.account(), binding.sid(), "invalidated"));
    }
    return invalidated;
  }

  @Override
  public boolean delete(
      AccountSid account, BindingSid sid, long version, ChangedBy by, Instant at) {
    var deleted = next.delete(account, sid, version, by, at);
    if (deleted) {
      events.record(Event.binding(account, sid, "deleted"));
    }
    return deleted;
  }

  @Override
  public int delete(AccountSid account, List<BindingSid> sids, ChangedBy by, Instant at) {
    var deleted = next.delete(account, sids, by, at);
    sids.forEach(sid -> events.record(Event.binding(account, sid, "deleted")));
    return deleted;
  }

  @Override
  public List<Held> release(List<Held> connections) {
    var released = next.release(connections);
    released.forEach(one -> events.record(Event.binding(one.account(), one.sid(), "deleted")));
    return released;
  }

  @Override
  public List<Departed> releaseAll(NodeId node) {
    var released = next.releaseAll(node);
    tell(released);
    return released;
  }

  @Override
  public Set<Held> heldBy(NodeId node) {
    return next.heldBy(node);
  }

  @Override
  public List<PagedBinding> list(
      AccountSid account, BindingFilter filter, Optional<Long> after, int limit) {
    return next.list(account, filter, after, limit);
  }

  private void tell(List<Departed> departed) {
    departed.forEach(gone -> events.record(Event.departed(gone)));
  }

  private void tell(Registered registered, String what) {
    tell(registered.departed());
    var binding = registered.binding();
    events.record(Event.binding(binding.account(), binding.sid(), what));
  }
}
