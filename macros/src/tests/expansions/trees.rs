// What is printed for:
//     #[ancestors(foreign_key = manager_id)]
//     #[descendants(foreign_key = manager_id, name = reports, depth = 3, order_by(name desc))]
//     pub struct Employee {
//         pub id: i64,
//         pub name: String,
//         pub manager_id: Option<i64>,
//     }

#[allow(
    clippy::nursery,
    clippy::pedantic,
    clippy::restriction,
    clippy::too_many_arguments,
    clippy::type_complexity,
    dead_code,
    deprecated,
    missing_debug_implementations,
    non_camel_case_types,
    non_snake_case,
    private_bounds,
    private_interfaces,
    unnameable_types,
    unreachable_pub,
    unused_qualifications
)]
const _: () = {
    use ::batchload::__private1 as __batchload;
    #[automatically_derived]
    impl __batchload::Model for Employee {
        const NAME: &'static str = "Employee";
        const TABLE: &'static [&'static str] = &["employees"];
        const COLUMNS: &'static [__batchload::Column] = &[
            __batchload::Column {
                field: "id",
                name: "id",
            },
            __batchload::Column {
                field: "name",
                name: "name",
            },
            __batchload::Column {
                field: "manager_id",
                name: "manager_id",
            },
        ];
        const ORDER: &'static [__batchload::Order] = &[
            __batchload::Order {
                column: "id",
                descending: false,
            },
        ];
        type ById = EmployeeById;
    }
    #[automatically_derived]
    impl<__DB> __batchload::FromColumns<__DB> for Employee
    where
        __DB: __batchload::Dialect,
        i64: __batchload::Value<__DB>,
        String: __batchload::Value<__DB>,
        Option<i64>: __batchload::Value<__DB>,
    {
        const TYPES: &'static [::core::any::TypeId] = &[
            ::core::any::TypeId::of::<i64>(),
            ::core::any::TypeId::of::<String>(),
            ::core::any::TypeId::of::<Option<i64>>(),
        ];
        fn from_columns_at(
            row: __batchload::Row<'_, __DB>,
            first: usize,
        ) -> ::core::result::Result<Self, __batchload::Error> {
            ::core::result::Result::Ok(Self {
                id: __batchload::read::<Self, i64, __DB>(row, first, 0)?,
                name: __batchload::read::<Self, String, __DB>(row, first, 1)?,
                manager_id: __batchload::read::<Self, Option<i64>, __DB>(row, first, 2)?,
            })
        }
    }
    /// The lookup of `Employee` by `id`.
    pub struct EmployeeById;
    #[automatically_derived]
    impl __batchload::Lookup for EmployeeById {
        type Model = Employee;
        type Key = i64;
        type Parts = (i64,);
        type Found = __batchload::One<Employee>;
        type Arguments = ();
        const NAME: &'static str = "Employee::by_id";
        const COLUMNS: &'static [&'static str] = &["id"];
        const UNIQUE: bool = true;
        fn key(row: &Employee) -> ::core::option::Option<i64> {
            ::core::option::Option::Some(::core::clone::Clone::clone(&row.id))
        }
    }
    #[automatically_derived]
    impl __batchload::FieldAt<628021283683842752> for EmployeeById {
        type Lookup = EmployeeById;
    }
    impl Employee {
        /// The loader of the `Employee` row with a given `id`.
        pub fn by_id<__DB>(
            loaders: &__batchload::Loaders<__DB>,
        ) -> __batchload::Loader<__batchload::Rows<EmployeeById, __DB>>
        where
            __DB: __batchload::Dialect,
            EmployeeById: __batchload::LoadFrom<__DB>,
        {
            loaders.lookup::<EmployeeById>()
        }
    }
    mod __field {
        pub enum name {}
    }
    /// The relation `Employee::ancestors`.
    pub struct EmployeeLoadAncestors;
    #[automatically_derived]
    impl __batchload::Tree for EmployeeLoadAncestors {
        type Model = Employee;
        type ForeignKey = i64;
        const NAME: &'static str = "Employee::ancestors";
        const FOREIGN_KEY: &'static [&'static str] = &["manager_id"];
        const DIRECTION: __batchload::Direction = __batchload::Direction::Ancestors;
        const DEPTH: u32 = 64u32;
        fn key(
            row: &Employee,
        ) -> ::core::option::Option<__batchload::KeyOf<__batchload::ById<Employee>>> {
            ::core::option::Option::as_ref(&row.manager_id)?;
            <__batchload::ById<Employee> as __batchload::Lookup>::key(row)
        }
    }
    impl Employee {
        /// Loads the ancestors: the row that `manager_id` names, the row that is named there, and so on, nearest first, up to 64 rows away.
        pub fn load_ancestors<__DB>(
            &self,
            loaders: &__batchload::Loaders<__DB>,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<
                __batchload::Many<Employee>,
                __batchload::Error,
            >,
        > + ::core::marker::Send + use<__DB>
        where
            __DB: __batchload::Dialect,
            __batchload::Reached<
                EmployeeLoadAncestors,
            >: __batchload::Follow<Self, (), __batchload::Many<Employee>, __DB>,
        {
            <__batchload::Reached<
                EmployeeLoadAncestors,
            > as __batchload::Follow<
                Self,
                (),
                __batchload::Many<Employee>,
                __DB,
            >>::follow(loaders, self, ())
        }
        /// What `load_ancestors` loads, for `Loaders::preload`.
        pub fn preload_ancestors() -> __batchload::Preload<
            __batchload::Reached<EmployeeLoadAncestors>,
            __batchload::Many<Employee>,
            (),
        > {
            __batchload::Preload::new(())
        }
    }
    /// The relation `Employee::reports`.
    pub struct EmployeeLoadReports;
    #[automatically_derived]
    impl __batchload::Tree for EmployeeLoadReports {
        type Model = Employee;
        type ForeignKey = i64;
        const NAME: &'static str = "Employee::reports";
        const FOREIGN_KEY: &'static [&'static str] = &["manager_id"];
        const DIRECTION: __batchload::Direction = __batchload::Direction::Descendants;
        const ORDER: &'static [__batchload::Order] = &[
            __batchload::Order::of::<Employee, __field::name, 14176396743819860870>()
                .descending(),
        ];
        const DEPTH: u32 = 3u32;
        fn key(
            row: &Employee,
        ) -> ::core::option::Option<__batchload::KeyOf<__batchload::ById<Employee>>> {
            <__batchload::ById<Employee> as __batchload::Lookup>::key(row)
        }
    }
    impl Employee {
        /// Loads the reports: every row whose `manager_id` names this row, every row that names those, and so on, level by level, up to 3 rows away.
        pub fn load_reports<__DB>(
            &self,
            loaders: &__batchload::Loaders<__DB>,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<
                __batchload::Many<Employee>,
                __batchload::Error,
            >,
        > + ::core::marker::Send + use<__DB>
        where
            __DB: __batchload::Dialect,
            __batchload::Reached<
                EmployeeLoadReports,
            >: __batchload::Follow<Self, (), __batchload::Many<Employee>, __DB>,
        {
            <__batchload::Reached<
                EmployeeLoadReports,
            > as __batchload::Follow<
                Self,
                (),
                __batchload::Many<Employee>,
                __DB,
            >>::follow(loaders, self, ())
        }
        /// What `load_reports` loads, for `Loaders::preload`.
        pub fn preload_reports() -> __batchload::Preload<
            __batchload::Reached<EmployeeLoadReports>,
            __batchload::Many<Employee>,
            (),
        > {
            __batchload::Preload::new(())
        }
    }
    #[automatically_derived]
    impl<__T> __batchload::ColumnAt<628021283683842752> for EmployeeById
    where
        i64: __batchload::Is<It = __T>,
    {
        type Type = __T;
        type Value = __T;
        const NAME: &'static str = "id";
        fn of(row: &Employee) -> &__T {
            __batchload::Is::it(&row.id)
        }
    }
    #[automatically_derived]
    impl<__T> __batchload::ColumnAt<14176396743819860870> for EmployeeById
    where
        String: __batchload::Is<It = __T>,
    {
        type Type = __T;
        type Value = __T;
        const NAME: &'static str = "name";
        fn of(row: &Employee) -> &__T {
            __batchload::Is::it(&row.name)
        }
    }
    #[automatically_derived]
    impl<__T, __V> __batchload::ColumnAt<1607555264794804620> for EmployeeById
    where
        Option<i64>: __batchload::Is<It = __T>,
        i64: __batchload::Is<It = __V>,
    {
        type Type = __T;
        type Value = __V;
        const NAME: &'static str = "manager_id";
        fn of(row: &Employee) -> &__T {
            __batchload::Is::it(&row.manager_id)
        }
    }
};
