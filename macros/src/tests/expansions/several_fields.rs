// What is printed for:
//     #[batch_load(unique(tenant, code))]
//     #[belongs_to(Customer, foreign_key(tenant, customer_number), references(tenant, number))]
//     struct Order {
//         id: i64,
//         tenant: i64,
//         code: Option<String>,
//         customer_number: Option<i64>,
//     }

// Each comment names what is printed without the attributes, too.
// const _: () = {};
// use ::batchload::__private1 as __batchload;
// impl __batchload::Model for Order
// impl<__DB> __batchload::FromColumns<__DB> for Order
// struct OrderById;
// impl __batchload::Lookup for OrderById
// impl __batchload::FieldAt<628021283683842752> for OrderById

/// The lookup of `Order` by `(tenant, code)`.
struct OrderByTenantAndCode;

#[automatically_derived]
impl __batchload::Lookup for OrderByTenantAndCode {
    type Model = Order;
    type Key = (i64, String);
    type Parts = (i64, String);
    type Found = __batchload::One<Order>;
    type Arguments = ();
    const NAME: &'static str = "Order::by_tenant_and_code";
    const COLUMNS: &'static [&'static str] = &["tenant", "code"];
    const UNIQUE: bool = true;
    fn key(__row: &Order) -> ::core::option::Option<(i64, String)> {
        ::core::option::Option::Some((
            ::core::clone::Clone::clone(&__row.tenant),
            ::core::clone::Clone::clone(&__row.code)?,
        ))
    }
}

#[automatically_derived]
impl __batchload::FieldAt<8329953693271772722> for OrderById {
    type Lookup = OrderByTenantAndCode;
}

/// The lookup of `Order` by `(tenant, customer_number)`.
struct OrderByTenantAndCustomerNumber;

#[automatically_derived]
impl __batchload::Lookup for OrderByTenantAndCustomerNumber {
    type Model = Order;
    type Key = (i64, i64);
    type Parts = (i64, i64);
    type Found = __batchload::Many<Order>;
    type Arguments = ();
    const NAME: &'static str = "Order::by_tenant_and_customer_number";
    const COLUMNS: &'static [&'static str] = &["tenant", "customer_number"];
    const UNIQUE: bool = false;
    fn key(__row: &Order) -> ::core::option::Option<(i64, i64)> {
        ::core::option::Option::Some((
            ::core::clone::Clone::clone(&__row.tenant),
            ::core::clone::Clone::clone(&__row.customer_number)?,
        ))
    }
}

#[automatically_derived]
impl __batchload::FieldAt<1897020307549695169> for OrderById {
    type Lookup = OrderByTenantAndCustomerNumber;
}

impl Order {
    /// The loader of the `Order` row with a given `id`.
    fn by_id<__DB>(
        loaders: &__batchload::Loaders<__DB>,
    ) -> __batchload::Loader<i64, ::core::option::Option<__batchload::One<Order>>>
    where
        __DB: __batchload::Dialect,
        OrderById: __batchload::LoadFrom<__DB>,
    {
        loaders.lookup::<OrderById>()
    }
    /// The loader of the `Order` row with a given `(tenant, code)`.
    fn by_tenant_and_code<__DB>(
        loaders: &__batchload::Loaders<__DB>,
    ) -> __batchload::Loader<
        (i64, String),
        ::core::option::Option<__batchload::One<Order>>,
    >
    where
        __DB: __batchload::Dialect,
        OrderByTenantAndCode: __batchload::LoadFrom<__DB>,
    {
        loaders.lookup::<OrderByTenantAndCode>()
    }
    /// The loader of the `Order` rows with a given `(tenant, customer_number)`.
    fn by_tenant_and_customer_number<__DB>(
        loaders: &__batchload::Loaders<__DB>,
    ) -> __batchload::Loader<(i64, i64), __batchload::Many<Order>>
    where
        __DB: __batchload::Dialect,
        OrderByTenantAndCustomerNumber: __batchload::LoadFrom<__DB>,
    {
        loaders.lookup::<OrderByTenantAndCustomerNumber>()
    }
}

mod __field {
    pub enum tenant {}
    pub enum number {}
}

/// The relation `Order::customer`.
struct OrderLoadCustomer;

#[automatically_derived]
impl<__L> __batchload::Relation for OrderLoadCustomer
where
    __batchload::By<
        Customer,
        (__field::tenant, __field::number),
        9959423420604050090,
    >: __batchload::Is<It = __L>,
    __L: __batchload::Lookup<
        Key = __batchload::KeyOf<
            __batchload::By<
                Customer,
                (__field::tenant, __field::number),
                9959423420604050090,
            >,
        >,
    >,
{
    type From = Order;
    type Lookup = __L;
    const NAME: &'static str = "Order::customer";
    const SOURCE: &'static [&'static str] = &["tenant", "customer_number"];
    fn key(__row: &Order) -> ::core::option::Option<__batchload::KeyOf<__L>> {
        ::core::option::Option::Some(
            __batchload::key_to_one::<
                __batchload::By<
                    Customer,
                    (__field::tenant, __field::number),
                    9959423420604050090,
                >,
                _,
            >(
                &(
                    ::core::clone::Clone::clone(&__row.tenant),
                    ::core::clone::Clone::clone(&__row.customer_number)?,
                ),
            ),
        )
    }
}

#[automatically_derived]
impl __batchload::RelationAt<10531231725029507641> for OrderById {
    type Relation = OrderLoadCustomer;
}

impl Order {
    /// Loads the customer that `(tenant, customer_number)` names; `None` if it is null or names no row.
    fn load_customer<__DB>(
        &self,
        loaders: &__batchload::Loaders<__DB>,
    ) -> impl ::core::future::Future<
        Output = ::core::result::Result<
            ::core::option::Option<__batchload::One<Customer>>,
            __batchload::Error,
        >,
    > + ::core::marker::Send + use<__DB>
    where
        __DB: __batchload::Dialect,
        OrderLoadCustomer: __batchload::Follow<
            Self,
            (),
            ::core::option::Option<__batchload::One<Customer>>,
            __DB,
        >,
    {
        <OrderLoadCustomer as __batchload::Follow<
            Self,
            (),
            ::core::option::Option<__batchload::One<Customer>>,
            __DB,
        >>::follow(loaders, self, ())
    }
    /// Puts what `load_customer` loads into a tree for `Loaders::preload`.
    fn preload_customer() -> __batchload::Preload<
        OrderLoadCustomer,
        ::core::option::Option<__batchload::One<Customer>>,
        (),
    > {
        __batchload::Preload::new(())
    }
}
// impl<__DB> __batchload::Check<__DB> for Order
// impl<__T> __batchload::ColumnAt<628021283683842752> for OrderById
// impl<__T> __batchload::ColumnAt<508085143909233157> for OrderById
// impl<__T, __V> __batchload::ColumnAt<843606417163895828> for OrderById
// impl<__T, __V> __batchload::ColumnAt<14028786315286274367> for OrderById
