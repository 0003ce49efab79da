package io.ringdown.delivery;

/** Where a delivery stands. All but {@link #PENDING} are final. */
public enum DeliveryStatus {
  /** Not decided yet. */
  PENDING,
  /** The provider took it. */
  ACCEPTED,
  /** The provider called the address dead. */
  BINDING_GONE,
  /** It cannot be delivered as it is. */
  REFUSED,
  /** The deadline passed first. */
  EXPIRED,
  /** The call was answered or over first. */
  CANCELLED
}
