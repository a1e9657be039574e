// What is printed for:
//     #[ancestors(foreign_key = manager_id)]
//     #[descendants(foreign_key = manager_id, name = reports, depth = 3, order_by(name desc))]
//     pub struct Employee {
//         pub id: i64,
//         pub name: String,
//         pub manager_id: Option<i64>,
//     }

// Each comment names what is printed without the attributes, too.
// const _: () = {};
// use ::batchload::__private1 as __batchload;
// impl __batchload::Model for Employee
// impl<__DB> __batchload::FromColumns<__DB> for Employee
// pub struct EmployeeById;
// impl __batchload::Lookup for EmployeeById
// impl __batchload::FieldAt<628021283683842752> for EmployeeById
// impl Employee

mod __field {
    pub enum name {}
}

/// The relation `Employee::ancestors`.
pub struct EmployeeLoadAncestors;

#[automatically_derived]
impl __batchload::Hierarchy for EmployeeLoadAncestors {
    type Model = Employee;
    type ForeignKey = i64;
    const NAME: &'static str = "Employee::ancestors";
    const FOREIGN_KEY: &'static [&'static str] = &["manager_id"];
    const DIRECTION: __batchload::Direction = __batchload::Direction::Ancestors;
    const DEPTH: u32 = 64u32;
    fn key(
        __row: &Employee,
    ) -> ::core::option::Option<__batchload::KeyOf<__batchload::ById<Employee>>> {
        ::core::option::Option::as_ref(&__row.manager_id)?;
        <__batchload::ById<Employee> as __batchload::Lookup>::key(__row)
    }
}

impl Employee {
    /// Loads the ancestors: the row that `manager_id` names, the row that is named there, and so on, nearest first, up to 64 rows away.
    pub fn load_ancestors<__DB>(
        &self,
        loaders: &__batchload::Loaders<__DB>,
    ) -> impl ::core::future::Future<
        Output = ::core::result::Result<__batchload::Many<Employee>, __batchload::Error>,
    > + ::core::marker::Send + use<__DB>
    where
        __DB: __batchload::Dialect,
        __batchload::Recursive<
            EmployeeLoadAncestors,
        >: __batchload::Follow<Self, (), __batchload::Many<Employee>, __DB>,
    {
        <__batchload::Recursive<
            EmployeeLoadAncestors,
        > as __batchload::Follow<
            Self,
            (),
            __batchload::Many<Employee>,
            __DB,
        >>::follow(loaders, self, ())
    }
    /// Puts what `load_ancestors` loads into a tree for `Loaders::preload`.
    pub fn preload_ancestors() -> __batchload::Preload<
        __batchload::Recursive<EmployeeLoadAncestors>,
        __batchload::Many<Employee>,
        (),
    > {
        __batchload::Preload::new(())
    }
}

/// The relation `Employee::reports`.
pub struct EmployeeLoadReports;

#[automatically_derived]
impl __batchload::Hierarchy for EmployeeLoadReports {
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
        __row: &Employee,
    ) -> ::core::option::Option<__batchload::KeyOf<__batchload::ById<Employee>>> {
        <__batchload::ById<Employee> as __batchload::Lookup>::key(__row)
    }
}

impl Employee {
    /// Loads the reports: every row whose `manager_id` names this row, every row that names those, and so on, level by level, up to 3 rows away.
    pub fn load_reports<__DB>(
        &self,
        loaders: &__batchload::Loaders<__DB>,
    ) -> impl ::core::future::Future<
        Output = ::core::result::Result<__batchload::Many<Employee>, __batchload::Error>,
    > + ::core::marker::Send + use<__DB>
    where
        __DB: __batchload::Dialect,
        __batchload::Recursive<
            EmployeeLoadReports,
        >: __batchload::Follow<Self, (), __batchload::Many<Employee>, __DB>,
    {
        <__batchload::Recursive<
            EmployeeLoadReports,
        > as __batchload::Follow<
            Self,
            (),
            __batchload::Many<Employee>,
            __DB,
        >>::follow(loaders, self, ())
    }
    /// Puts what `load_reports` loads into a tree for `Loaders::preload`.
    pub fn preload_reports() -> __batchload::Preload<
        __batchload::Recursive<EmployeeLoadReports>,
        __batchload::Many<Employee>,
        (),
    > {
        __batchload::Preload::new(())
    }
}
// impl<__DB> __batchload::Check<__DB> for Employee
// impl<__T> __batchload::ColumnAt<628021283683842752> for EmployeeById
// impl<__T> __batchload::ColumnAt<14176396743819860870> for EmployeeById
// impl<__T, __V> __batchload::ColumnAt<1607555264794804620> for EmployeeById
